import Foundation
import Testing

@testable import Embeddings

/// With pip, but without a network: the index is a folder.
@Suite struct PackageDownloadTests {
    private let index = NSTemporaryDirectory() + "wheels-" + UUID().uuidString
    private var environment: [String: String] { ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": index] }

    /// Puts a wheel in the index and describes it.
    private func makePackage(_ name: String) throws -> CataloguedModel.Package {
        let information = index + "/\(name)-1.0.dist-info"
        try FileManager.default.createDirectory(atPath: information, withIntermediateDirectories: true)
        for (file, text) in [
            ("METADATA", "Metadata-Version: 2.1\nName: \(name)\nVersion: 1.0\n"),
            ("WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"), ("RECORD", ""),
        ] {
            try Data(text.utf8).write(to: URL(filePath: information + "/" + file))
        }
        let wheel = index + "/\(name)-1.0-py3-none-any.whl"
        let outcome = try ExternalTool(name: "python3", purpose: "test").run(
            ["-m", "zipfile", "-c", wheel, information])
        try #require(outcome.status == 0)
        return CataloguedModel.Package(
            name: name, version: "1.0", platform: "any", wheelSHA256: try FileChecksum.sha256(path: wheel),
            wheelBytes: 0)
    }

    private func download(_ package: CataloguedModel.Package) throws -> String {
        let folder = index + "/target"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try PackageDownload.wheel(of: package, into: folder, environment: environment)
    }

    @Test func fetchesAndVerifiesAWheel() throws {
        defer { try? FileManager.default.removeItem(atPath: index) }
        var package = try makePackage("tinymodel")
        #expect(try FileChecksum.sha256(path: download(package)) == package.wheelSHA256)
        package.wheelSHA256 = String(repeating: "0", count: 64)
        let error = #expect(throws: ModelLibraryError.self) { try download(package) }
        #expect(error?.description.contains("is not the expected file") == true)
    }

    @Test func tellsWhatPipSays() throws {
        defer { try? FileManager.default.removeItem(atPath: index) }
        var package = try makePackage("tinymodel")
        package.version = "2.0"
        let error = #expect(throws: ModelLibraryError.self) { try download(package) }
        guard case .downloadFailed("tinymodel 2.0", let output)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(output.contains("No matching distribution"))
    }

    @Test func namesAMissingTool() {
        #expect(throws: ModelLibraryError.toolMissing(tool: "no-such-program", purpose: "test")) {
            try ExternalTool(name: "no-such-program", purpose: "test").run([])
        }
    }

    @Test func everyModelOfTheCatalogueIsPinned() {
        #expect(ModelCatalogue.model(named: ModelCatalogue.defaultName) != nil)
        for model in ModelCatalogue.models {
            #expect(ModelLibrary.isName(model.name))
            #expect([model.weightsSHA256, model.package.wheelSHA256].allSatisfy { $0.count == 64 })
            #expect(!model.origin.isEmpty && !model.licence.isEmpty)
        }
    }
}
