import Foundation
import Testing

@testable import Embeddings

/// Models fetched over HTTP, from a server in this process.
@Suite struct RemoteModelTests {
    /// Serves the files below `folder` under `prefix`.
    private func serve(_ folder: String, under prefix: String) async throws -> FakeService {
        try await FakeService { _, request in
            let path = request.line.replacing("GET ", with: "")
            guard path.hasPrefix(prefix),
                let data = FileManager.default.contents(atPath: folder + "/" + path.dropFirst(prefix.count))
            else { return .answer(status: 404, body: "Entry not found") }
            return .bytes([UInt8](data))
        }
    }

    @Test(arguments: [
        ("hf:org/tiny", "/org/tiny/resolve/main/"), ("ms:org/tiny", "/models/org/tiny/resolve/master/"),
    ])
    func installsARepository(source: String, prefix: String) async throws {
        let fixture = try LibraryFixture()
        let service = try await serve(fixture.tiny.folder, under: prefix)
        let record = try fixture.install(source, name: nil) { $0.mirror = service.url + "/" }
        #expect(record.name == "tiny")
        #expect(record.origin == service.url + prefix)
        #expect(fixture.contents == ["tiny"])
        // The oracle: the same folder without a network.
        #expect(record.fingerprint == (try fixture.install(name: "local").fingerprint))
        #expect(FileManager.default.fileExists(atPath: fixture.library.folder + "/tiny/LICENSE"))
        try await service.close()
    }

    @Test func installsAnArchiveAndVerifiesIt() async throws {
        let fixture = try LibraryFixture()
        let archive = try fixture.archive("tiny-1.tar.gz")
        let service = try await serve(fixture.root, under: "/files/")
        let url = service.url + "/files/tiny-1.tar.gz"
        #expect(throws: ModelLibraryError.self) {
            try fixture.install(url, name: nil) { $0.sha256 = String(repeating: "0", count: 64) }
        }
        #expect(fixture.contents == [])
        let checksum = try FileChecksum.sha256(path: archive)
        let record = try fixture.install(url, name: nil) { $0.sha256 = checksum }
        #expect(record.name == "tiny-1")
        #expect(record.sourceSHA256 == checksum)
        #expect(record.origin == url)
        try await service.close()
    }

    @Test(arguments: [
        ("config.json", 404, "status 404"), ("model.safetensors", 404, "status 404"), ("tokenizer.json", 401, "public"),
        ("NOTICE", 500, "status 500"),
    ])
    func leavesNothingBehindWhenAFileCannotBeHad(file: String, status: Int, reason: String) async throws {
        let fixture = try LibraryFixture()
        let folder = fixture.tiny.folder, prefix = "/org/tiny/resolve/main/"
        let service = try await FakeService { _, request in
            let name = request.line.replacing("GET " + prefix, with: "")
            let data = FileManager.default.contents(atPath: folder + "/" + name)
            guard name != file, let data else { return .answer(status: name == file ? status : 404, body: "") }
            return .bytes([UInt8](data))
        }
        let error = #expect(throws: ModelLibraryError.self) {
            try fixture.install("hf:org/tiny", name: nil) { $0.mirror = service.url }
        }
        #expect(error?.description.contains(file) == true)
        #expect(error?.description.contains(reason) == true)
        #expect(fixture.contents == [])
        try await service.close()
    }

    @Test func doesNotFollowARepositoryOutOfTheFolder() async throws {
        let fixture = try LibraryFixture()
        try fixture.tiny.write("modules.json", #"[{"path": "../../x", "type": "a.Pooling"}]"#)
        let service = try await serve(fixture.tiny.folder, under: "/org/tiny/resolve/main/")
        let error = #expect(throws: ModelLibraryError.self) {
            try fixture.install("hf:org/tiny", name: nil) { $0.mirror = service.url }
        }
        #expect(error?.description.contains("../../x") == true)
        #expect(!service.requests.contains { $0.line.contains("..") })
        try await service.close()
    }

    @Test func sendsTheTokenToTheHubAndNowhereElse() async throws {
        let fixture = try LibraryFixture()
        let prefix = "/org/tiny/resolve/main/"
        let storage = try await serve(fixture.tiny.folder, under: "/")
        let storageURL = storage.url
        // Hubs keep large files on another server and redirect to it.
        let hub = try await FakeService { _, request in
            let name = request.line.replacing("GET " + prefix, with: "")
            return .answer(status: 302, headers: [("Location", storageURL + "/" + name)], body: "")
        }
        let environment = ["HF_TOKEN": "hf_secret", "HF_ENDPOINT": hub.url]
        let model = try #require(try RemoteModel("hf:org/tiny", mirror: nil, environment: environment))
        #expect(!"\(model)".contains("secret") && !String(reflecting: model).contains("secret"))
        let target = fixture.root + "/fetched"
        try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
        _ = try model.fetch(into: target) { _ in }
        #expect(!hub.requests.isEmpty && hub.requests.allSatisfy { $0.authorization == "Bearer hf_secret" })
        #expect(!storage.requests.isEmpty && storage.requests.allSatisfy { $0.authorization == nil })
        // Other hubs and plain URLs are not given it.
        for source in ["ms:org/tiny", "http://host/model.zip"] {
            let other = try RemoteModel(source, mirror: nil, environment: environment)
            if case .repository(_, _, let token) = other { #expect(token == nil) }
        }
        let broken = #expect(throws: ModelLibraryError.self) {
            try RemoteModel("hf:org/tiny", mirror: nil, environment: ["HF_TOKEN": "a\r\nX: secret"])
        }
        #expect(broken?.description.contains("HF_TOKEN") == true && broken?.description.contains("secret") == false)
        try await hub.close()
        try await storage.close()
    }

    @Test func refusesMoreBytesThanItAllows() async throws {
        let fixture = try LibraryFixture()
        let service = try await FakeService { _, _ in .bytes([UInt8](repeating: 1, count: 1_001)) }
        let path = fixture.root + "/file"
        #expect(throws: ModelLibraryError.self) {
            try FileDownload(maximumBytes: 1_000).fetch(service.url, to: path)
        }
        #expect(try FileDownload(maximumBytes: 1_001).fetch(service.url, to: path))
        try await service.close()
    }

    @Test(arguments: [
        "hf:", "hf:name", "hf:a/b/c", "hf:../b", "hf:a/..", "ms:a/b?c", "https://", "http://host/model.txt",
    ])
    func refusesSourcesThatNameNothing(source: String) {
        #expect(throws: ModelLibraryError.self) { try RemoteModel(source, mirror: nil, environment: [:]) }
    }

    @Test func takesTheMirrorFromTheEnvironment() throws {
        let environment = ["HF_ENDPOINT": "http://mirror.test"]
        let own = try RemoteModel("hf:a/b", mirror: nil, environment: environment)
        #expect(own?.origin == "http://mirror.test/a/b/resolve/main/")
        let chosen = try RemoteModel("hf:a/b", mirror: "https://u:p@other.test/x/", environment: environment)
        #expect(chosen?.origin == "https://other.test/x/a/b/resolve/main/")
        #expect(try RemoteModel("e5-small", mirror: nil, environment: environment) == nil)
        #expect(throws: ModelLibraryError.self) { try RemoteModel("hf:a/b", mirror: "mirror", environment: [:]) }
    }
}
