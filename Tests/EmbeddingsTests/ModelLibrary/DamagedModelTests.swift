import CanonicalJSON
import Foundation
import Testing

@testable import Embeddings

/// What is wrong is refused with a sentence that names it, and leaves nothing behind.
@Suite struct DamagedModelTests {
    @Test(arguments: ["", ".", "..", "a/b", "/etc", "../a", ".hidden", "-flag", "a\u{0}b", "é", "a b"])
    func refusesNamesThatLeaveTheFolder(name: String) throws {
        let fixture = try LibraryFixture()
        #expect(throws: ModelLibraryError.invalidName(name)) { try fixture.install(name: name) }
        #expect(throws: ModelLibraryError.invalidName(name)) { try fixture.library.open(name) }
        #expect(throws: ModelLibraryError.invalidName(name)) { try fixture.library.check(name) }
        #expect(throws: ModelLibraryError.invalidName(name)) { try fixture.library.remove(name) }
        #expect(!ModelLibrary.isName(String(repeating: "a", count: 65)))
    }

    @Test func refusesAnotherChecksum() throws {
        let fixture = try LibraryFixture()
        let path = try fixture.archive("m.tar.gz")
        let other = String(repeating: "0", count: 64)
        for source in [path, fixture.tiny.folder] {
            let error = #expect(throws: ModelLibraryError.self) {
                try fixture.install(source) { $0.sha256 = other }
            }
            guard case .wrongChecksum(_, other, _)? = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(throws: ModelLibraryError.invalidChecksum("12ab")) {
                try fixture.install(source) { $0.sha256 = "12ab" }
            }
        }
        #expect(fixture.contents.isEmpty)
    }

    @Test func refusesWhatHoldsNoModel() throws {
        let fixture = try LibraryFixture()
        #expect(throws: ModelError.self) { try fixture.install("/nonexistent/model") }
        #expect(throws: ModelError.self) { try fixture.install(fixture.root) }
        let path = try fixture.archive("m.tar.gz")
        let whole = try Data(contentsOf: URL(filePath: path))
        try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
        #expect(throws: ModelLibraryError.self) { try fixture.install(path) }
        try Data("not a zip".utf8).write(to: URL(filePath: fixture.root + "/m.zip"))
        #expect(throws: ModelLibraryError.self) { try fixture.install(fixture.root + "/m.zip") }
        try FileManager.default.removeItem(atPath: fixture.tiny.path("model.safetensors"))
        let empty = try fixture.archive("empty.tar.gz")
        #expect(throws: ModelLibraryError.noSingleModel(path: empty, candidates: [])) { try fixture.install(empty) }
        #expect(fixture.contents.isEmpty)
    }

    @Test func refusesATokenizerOfAnotherModel() throws {
        let fixture = try LibraryFixture()
        let larger = LibraryFixture.tokenizer.replacing(
            #""vocab": {"#, with: #""vocab": {"v": 46, "w": 47, "x": 48, "y": 49, "z": 50, "#)
        try fixture.tiny.write("tokenizer.json", larger)
        #expect(throws: ModelError.self) { try fixture.install() }
        try FileManager.default.removeItem(atPath: fixture.tiny.path("tokenizer.json"))
        #expect(throws: ModelError.self) { try fixture.install() }
        #expect(fixture.contents.isEmpty)
    }

    @Test(arguments: ["encoder.packed", "tokenizer.json"], [0.3, 0.9])
    func findsDamagedFiles(file: String, place: Double) throws {
        let fixture = try LibraryFixture()
        try fixture.install()
        let url = URL(filePath: fixture.library.folder + "/tiny/" + file)
        var bytes = try Data(contentsOf: url)
        bytes[Int(Double(bytes.count) * place)] ^= 4
        try bytes.write(to: url)
        let error = #expect(throws: ModelLibraryError.self) { try fixture.library.check("tiny") }
        guard case .wrongChecksum(url.path(), _, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(throws: ModelLibraryError.self) { try fixture.library.open("tiny") }
    }

    /// A folder without a record is shown, and can be removed.
    @Test func removesWhatCannotBeOpened() throws {
        let fixture = try LibraryFixture()
        try fixture.install()
        try FileManager.default.removeItem(atPath: fixture.library.folder + "/tiny/model.json")
        let error = #expect(throws: ModelLibraryError.self) { try fixture.library.open("tiny") }
        #expect(error?.description.contains("model.json") == true)
        #expect(fixture.library.list().map(\.name) == ["tiny"])
        try fixture.library.remove("tiny")
        #expect(fixture.contents.isEmpty)
    }

    @Test func findsAnotherVector() throws {
        let fixture = try LibraryFixture()
        var record = try fixture.install()
        record.check.vector.reverse()
        try fixture.write(record)
        let error = #expect(throws: ModelLibraryError.self) { try fixture.library.check("tiny") }
        guard case .differentVector("tiny", _, _)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func findsFilesOfAnotherModel() throws {
        let fixture = try LibraryFixture()
        var record = try fixture.install()
        record.prompt = "other: "
        try fixture.write(record)
        let error = #expect(throws: ModelLibraryError.self) { try fixture.library.open("tiny") }
        #expect(error?.description.contains("fingerprint") == true)
    }

    @Test(arguments: [
        ("\"format\":1", "\"format\":2", "`format`"),
        ("\"int8\"", "\"int4\"", "`precision`"),
        ("\"dimensions\":64", "\"dimensions\":63", "`check.vector`"),
        ("\"dimensions\":64", "\"dimensions\":-1", "`check.vector`"),
        ("\"file\":\"encoder.packed\"", "\"file\":\"../tiny/encoder.packed\"", "outside"),
        ("\"file\":\"encoder.packed\"", "\"file\":7", "`encoder.file`"),
        ("\"licence\"", "\"license\"", "`licence`"),
        ("{", "[", "not JSON"),
    ])
    func refusesABrokenRecord(old: String, new: String, expected: String) throws {
        let fixture = try LibraryFixture()
        try fixture.install()
        let path = fixture.library.folder + "/tiny/model.json"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try #require(text.contains(old))
        try Data(text.replacing(old, with: new).utf8).write(to: URL(filePath: path))
        let error = #expect(throws: ModelLibraryError.self) { try fixture.library.open("tiny") }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
        #expect(throws: ModelLibraryError.self) { try fixture.library.list()[0].record.get() }
    }
}

extension LibraryFixture {
    func write(_ record: ModelRecord) throws {
        try Data(record.json.encoded).write(to: URL(filePath: library.folder + "/" + record.name + "/model.json"))
    }
}
