import Foundation
import Testing

@testable import Embeddings

/// A library in a folder of its own, and a tiny model with a tokenizer to install in it.
final class LibraryFixture {
    let tiny: TinyModel
    let root: String
    let library: ModelLibrary

    init() throws {
        tiny = try TinyModel()
        root = NSTemporaryDirectory() + "model-library-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        library = ModelLibrary(folder: root + "/models")
        try tiny.write("tokenizer.json", Self.tokenizer)
        try tiny.write("LICENSE", "Free.")
    }

    deinit {
        tiny.remove()
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Cuts text into letters; 46 tokens.
    static let tokenizer: String = {
        let special = ["[PAD]", "[CLS]", "[SEP]", "[UNK]"]
        let letters = "abcdefghijklmnopqrstu".map(String.init)
        let tokens = special + letters + letters.map { "##" + $0 }
        let vocabulary = tokens.enumerated().map { #""\#($1)": \#($0)"# }.joined(separator: ", ")
        let added = special.enumerated().map { #"{"id": \#($0), "content": "\#($1)", "special": true}"# }
        return """
            {"added_tokens": [\(added.joined(separator: ", "))],
             "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
              "strip_accents": null, "lowercase": true},
             "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 2], "cls": ["[CLS]", 1]},
             "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
              "max_input_chars_per_word": 100, "vocab": {\(vocabulary)}}}
            """
    }()

    @discardableResult
    func install(
        _ source: String? = nil, name: String? = "tiny", _ change: (inout ModelInstallation) -> Void = { _ in }
    ) throws -> ModelRecord {
        var installation = ModelInstallation(source ?? tiny.folder)
        installation.name = name
        change(&installation)
        return try library.install(installation)
    }

    /// Everything in the library's folder, but the lock.
    var contents: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: library.folder)) ?? []
        return files.filter { $0 != ".lock" }.sorted()
    }

    /// Packs the model's folder, with or without a folder around it.
    func archive(_ name: String, inFolder: Bool = true) throws -> String {
        let path = root + "/" + name
        let folder = (tiny.folder as NSString).deletingLastPathComponent
        let member = (tiny.folder as NSString).lastPathComponent
        let (from, what) = inFolder ? (folder, member) : (tiny.folder, ".")
        let outcome =
            name.hasSuffix(".gz")
            ? try ExternalTool(name: "tar", purpose: "test").run(["--force-local", "-czf", path, "-C", from, what])
            : try ExternalTool(name: "python3", purpose: "test").run(
                ["-m", "zipfile", "-c", path, from + "/" + what])
        try #require(outcome.status == 0, "\(outcome.errors)")
        return path
    }
}
