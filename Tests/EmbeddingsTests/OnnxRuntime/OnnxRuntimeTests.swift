import CacheCore
import CanonicalJSON
import Foundation
import TestSupport
import Testing

@testable import Embeddings

/// The library that tests run on: the configured one, or whichever is installed.
enum InstalledOnnxRuntime {
    static let path: String? = {
        let configured = ProcessInfo.processInfo.environment["MODELCACHE_EMBEDDING_ONNX_LIBRARY"] ?? ""
        let found = try? OnnxRuntimeLibrary.find(configured: configured)
        if found == nil {
            print("SKIPPED: ONNX Runtime is not installed (pip install onnxruntime), so it is not tested")
        }
        return found?.path
    }()
}

@Suite("Without ONNX Runtime")
struct AbsentOnnxRuntimeTests {
    @Test(
        "a clear sentence says what to install or to set", arguments: ["/nonexistent/libonnxruntime.so", "/dev/null"])
    func missing(path: String) {
        let error = #expect(throws: OnnxRuntimeError.self) { try OnnxRuntimeLibrary.find(configured: path) }
        #expect(error?.description.contains(path) == true)
        #expect(error?.description.contains("embedding.onnx_library") == true)
    }

    #if os(Linux)
        @Test("another library is not taken for it")
        func otherLibrary() {
            let error = #expect(throws: OnnxRuntimeError.self) { try OnnxRuntimeLibrary(path: "libm.so.6") }
            #expect(error?.description.contains("it is another library") == true)
        }
    #endif

    @Test("nothing found says where it was looked for")
    func notFound() {
        let text = OnnxRuntimeError.notFound(tried: ["a.so", "b"]).description
        #expect(text.contains("tried a.so, b") && text.contains("pip install onnxruntime"))
    }
}

@Suite(
    "ONNX Runtime",
    .enabled(if: InstalledOnnxRuntime.path != nil, "ONNX Runtime is not installed: pip install onnxruntime"))
struct OnnxRuntimeTests {
    private static let fixtures = TokenizerFixture.folder.appending(path: "Onnx")
    private let folder = TemporaryFolder()

    /// What the runtime's own Python package computed.
    private struct Expected {
        let ids: [Int32]
        let vectors: [String: [Float]]

        static func all() throws -> [Expected] {
            let json = try JSONValue(parsing: [UInt8](Data(contentsOf: fixtures.appending(path: "expected.json"))))
            return try #require(json.arrayValue).map { text in
                func numbers(_ key: String) -> [Double] { text[key]?.arrayValue?.compactMap(\.doubleValue) ?? [] }
                var vectors: [String: [Float]] = [:]
                for key in ["mean", "first", "pooled"] { vectors[key] = numbers(key).map { Float($0) } }
                return Expected(ids: numbers("ids").map { Int32($0) }, vectors: vectors)
            }
        }
    }

    /// A model folder with one of the graphs.
    private func makeFolder(_ graph: String, file: String = "model.onnx") throws {
        let target = URL(filePath: folder.path).appending(path: file)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(contentsOf: Self.fixtures.appending(path: graph + ".onnx")).write(to: target)
        try write("tokenizer.json", LibraryFixture.tokenizer)
    }

    private func write(_ name: String, _ text: String) throws {
        let target = URL(filePath: folder.path).appending(path: name)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: target)
    }

    private func usePooling(_ mode: String) throws {
        try write(
            "modules.json",
            """
            [{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
            """)
        try write("1_Pooling/config.json", #"{"\#(mode)": true}"#)
    }

    private func open() throws -> TextEncoder {
        try TextEncoder.onnx(folder: folder.path, library: InstalledOnnxRuntime.path ?? "")
    }

    @Test(
        "gives the vectors of its Python package, pooled by the model or by us",
        arguments: [
            ("tokens", "pooling_mode_mean_tokens", "mean"), ("tokens", "pooling_mode_cls_token", "first"),
            ("pooled", "pooling_mode_mean_tokens", "pooled"),
        ])
    func equalsReference(graph: String, pooling: String, expected: String) throws {
        try makeFolder(graph)
        try usePooling(pooling)
        let encoder = try open()
        #expect(encoder.dimensions == 16)
        let texts = try Expected.all()
        let vectors = try encoder.encoder.embed(texts.map(\.ids))
        for (vector, text) in zip(vectors, texts) {
            #expect(cosine(vector, try #require(text.vectors[expected])) > 0.999999)
            // A text's vector does not depend on what else is computed with it.
            #expect(try encoder.encoder.embed([text.ids])[0] == vector)
        }
    }

    @Test("serves as an embedder: on the pool's threads, in windows, with a fingerprint for each choice")
    func embedder() async throws {
        try makeFolder("tokens", file: "onnx/model.onnx")
        try write("sentence_bert_config.json", #"{"max_seq_length": 8}"#)
        let encoder = try open()
        let embedder = TextEmbedder(encoder)
        let texts = (1...40).map { String(repeating: "abc ", count: $0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for text in texts {
                group.addTask {
                    let embedding = try await embedder.embed([text], for: "t")[0]
                    #expect(embedding == (try encoder.embed([text])[0]))
                }
            }
            try await group.waitForAll()
        }
        let plain = try encoder.with(longTexts: .truncate)
        let long = texts[20]
        #expect(try plain.embed([long])[0].vector != encoder.embed([long])[0].vector)
        var fingerprints: Set = [encoder.fingerprint, plain.fingerprint]
        fingerprints.insert(try encoder.with(longTexts: .windows(.byTokenCount), prompt: "a").fingerprint)
        try usePooling("pooling_mode_cls_token")
        fingerprints.insert(try open().fingerprint)
        #expect(fingerprints.count == 4)
        #expect(fingerprints.allSatisfy { $0.rawValue.hasPrefix("onnx:") })
    }

    @Test(
        "refuses what it cannot use, with file and field",
        arguments: [
            ("other-input", "the input `pixel_values`; input_ids, attention_mask, token_type_ids can be given"),
            ("whole-numbers", "the output `last_hidden_state` does not hold 32-bit floats"),
            ("flat", "the output `last_hidden_state` has the shape [3] for 3 tokens"),
        ])
    func refusals(graph: String, expected: String) throws {
        try makeFolder(graph)
        let error = #expect(throws: ModelError.self) { try open() }
        #expect(error?.description.contains("model.onnx") == true)
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test("refuses a folder without a model, and tokens that the model does not have")
    func incomplete() throws {
        #expect(throws: ModelError.unreadable(file: folder.path + "/model.onnx", reason: "there is no such file")) {
            try open()
        }
        try makeFolder("tokens")
        let encoder = try open()
        #expect(throws: EncoderError.self) { try encoder.encoder.embed([[999]]) }
        #expect(throws: EncoderError.self) { try encoder.encoder.embed([[-999]]) }
        #expect(try encoder.encoder.embed([[5]]).count == 1)
    }

    @Test("refuses damaged files without a crash")
    func damaged() throws {
        try makeFolder("tokens")
        let path = URL(filePath: folder.path).appending(path: "model.onnx")
        let sound = [UInt8](try Data(contentsOf: path))
        var random = SeededRandom(seed: 5)
        for round in 0..<60 {
            var bytes = sound
            if round % 3 == 0 {
                bytes.removeLast(Int(random.next() % UInt64(bytes.count - 1)))
            } else {
                // In the graph, before the weights.
                for _ in 0..<4 { bytes[Int(random.next() % 900)] = UInt8(truncatingIfNeeded: random.next()) }
            }
            try Data(bytes).write(to: path)
            // Some damage changes numbers only; then there is a model. Whatever comes is an error that names the file.
            do {
                _ = try open().encoder.embed([[5, 6]])
            } catch let error as ModelError {
                #expect(error.description.contains("model.onnx"))
            } catch is EncoderError {
            }
        }
        try Data(count: 4_096).write(to: path)
        #expect(throws: ModelError.self) { try open() }
    }
}
