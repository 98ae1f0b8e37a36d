import CacheCore
import Foundation
import Testing

@testable import Embeddings

@Suite struct ModelLibraryTests {
    @Test(arguments: WeightPrecision.allCases)
    func installsAFolderAndOpensIt(precision: WeightPrecision) throws {
        let fixture = try LibraryFixture()
        let record = try fixture.install {
            $0.precision = precision
            $0.prompt = "ask "
        }
        #expect(fixture.contents == ["tiny"])
        #expect(try fixture.library.list().map { try $0.record.get() } == [record])
        #expect(record.precision == precision)
        #expect(record.dimensions == 64)
        let encoder = try fixture.library.open("tiny")
        #expect(encoder.fingerprint.rawValue == record.fingerprint)
        // The oracle: the same files, converted and tokenised without a library.
        let model = try fixture.tiny.packed(precision)
        let tokenizer = try TokenizerFile.parse(Array(LibraryFixture.tokenizer.utf8))
        let direct = try TextEncoder(tokenizer: tokenizer, model: model, prompt: "ask ")
        #expect(try encoder.embed(["a cab", ""]) == direct.embed(["a cab", ""]))
        #expect(try fixture.library.check("tiny").results.count == EncoderKernels.all.count)
        #expect(FileManager.default.fileExists(atPath: fixture.library.folder + "/tiny/LICENSE"))
    }

    @Test(arguments: [("a:m.tar.gz", true), ("m.tar.gz", false), ("m.zip", true), ("m.whl", true)])
    func installsAnArchive(file: String, inFolder: Bool) throws {
        let fixture = try LibraryFixture()
        let path = try fixture.archive(file, inFolder: inFolder)
        let record = try fixture.install(path, name: file.hasPrefix("a:") ? "m" : nil) {
            $0.sha256 = try? FileChecksum.sha256(path: path).uppercased()
        }
        #expect(record.name == "m")
        #expect(record.sourceSHA256 == (try FileChecksum.sha256(path: path)))
        #expect(fixture.contents == ["m"])
        let other = try fixture.install()
        #expect(record.fingerprint == other.fingerprint)
        #expect(record.check == other.check)
    }

    /// A vocabulary in another order gives other vectors with the same weights.
    @Test func theTokenizerCountsForTheFingerprint() throws {
        let fixture = try LibraryFixture()
        let first = try fixture.install(name: "first")
        try fixture.tiny.write(
            "tokenizer.json", LibraryFixture.tokenizer.replacing(#""a": 4, "b": 5"#, with: #""b": 4, "a": 5"#))
        #expect(try fixture.install(name: "second").fingerprint != first.fingerprint)
    }

    /// The same model by another rule: other fingerprints, and other vectors of just those texts that it concerns.
    @Test func changesTheRuleForLongTextsAndThePrompt() throws {
        let fixture = try LibraryFixture()
        try fixture.install()
        let weighted = try fixture.library.open("tiny")
        let plain = try weighted.with(longTexts: .windows(.equal))
        let truncated = try weighted.with(longTexts: .truncate)
        let prompted = try weighted.with(longTexts: .windows(.byTokenCount), prompt: "a ")
        #expect(try weighted.with(longTexts: .windows(.byTokenCount)).fingerprint == weighted.fingerprint)
        #expect(Set([weighted, plain, truncated, prompted].map(\.fingerprint)).count == 4)
        // The model takes 14 letters.
        let short = "abc", beginning = "abcdefghijklmn", long = beginning + "opq"
        #expect(try Set([weighted, plain, truncated].map { try $0.embed([short])[0].vector }).count == 1)
        #expect(try Set([weighted, plain, truncated].map { try $0.embed([long])[0].vector }).count == 3)
        #expect(try truncated.embed([long]) == truncated.embed([beginning]))
        #expect(try prompted.embed([short]) == weighted.embed(["a " + short]))
    }

    @Test func takesTheModelsOwnPrompt() throws {
        let fixture = try LibraryFixture()
        try fixture.tiny.write(
            "config_sentence_transformers.json",
            #"{"prompts": {"query": "q: ", "passage": "p: "}, "default_prompt_name": "query"}"#)
        #expect(try fixture.install().prompt == "q: ")
    }

    @Test func removesAModelThatIsInUse() throws {
        let fixture = try LibraryFixture()
        try fixture.install()
        let encoder = try fixture.library.open("tiny")
        let before = try encoder.embed(["abba"])
        try fixture.library.remove("tiny")
        #expect(fixture.contents.isEmpty)
        #expect(try encoder.embed(["abba"]) == before)
        let error = #expect(throws: ModelLibraryError.self) { try fixture.library.open("tiny") }
        #expect(error == .notInstalled(name: "tiny", folder: fixture.library.folder, installed: []))
    }

    @Test func clearsWhatAKilledInstallationLeft() throws {
        let fixture = try LibraryFixture()
        let partial = fixture.library.folder + "/.partial-tiny-Ab12Cd/tiny"
        try FileManager.default.createDirectory(atPath: partial, withIntermediateDirectories: true)
        try Data("half".utf8).write(to: URL(filePath: partial + "/encoder.packed"))
        #expect(fixture.library.list().isEmpty)
        try fixture.install()
        #expect(fixture.contents == ["tiny"])
    }

    @Test func onlyOneWritesAtATime() throws {
        let fixture = try LibraryFixture()
        do {
            let lock = try LibraryLock(folder: fixture.library.folder)
            _ = withExtendedLifetime(lock) {
                #expect(throws: ModelLibraryError.busy(folder: fixture.library.folder)) { try fixture.install() }
            }
        }
        try fixture.install()
        #expect(throws: ModelLibraryError.alreadyInstalled(name: "tiny", folder: fixture.library.folder)) {
            try fixture.install()
        }
    }

    @Test func keepsItsModelsWhereTheUsersCachesAre() {
        func folder(_ environment: [String: String]) -> String {
            ModelLibrary.defaultFolder(environment: environment)
        }
        #expect(folder(["HOME": "/home/a"]) == "/home/a/.cache/modelcache/models")
        #expect(folder(["HOME": "/home/a", "XDG_CACHE_HOME": "/c"]) == "/c/modelcache/models")
        #expect(folder(["HOME": "/home/a", "XDG_CACHE_HOME": "c"]) == "/home/a/.cache/modelcache/models")
    }
}
