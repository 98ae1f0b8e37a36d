import Foundation
import Testing

@testable import Embeddings

@Suite struct ModelFolderTests {
    @Test func readsWhatTheFilesSay() throws {
        try withTinyModel { tiny in
            try tiny.write(
                "config_sentence_transformers.json",
                #"{"prompts": {"query": "query: ", "passage": "passage: "}, "default_prompt_name": "query"}"#)
            let source = try ModelSource.open(path: tiny.folder)
            #expect(source.architecture == tiny.architecture)
            #expect(source.pooling == .mean)
            #expect(source.maximumLength == 12)
            #expect(source.prompts == ["query": "query: ", "passage": "passage: "])
            #expect(source.defaultPrompt == "query")
            #expect(source.warnings.isEmpty)
        }
    }

    @Test func guessesMeanPoolingAndSaysSo() throws {
        try withTinyModel { tiny in
            try FileManager.default.removeItem(atPath: tiny.path("modules.json"))
            let source = try ModelSource.open(path: tiny.folder)
            #expect(source.pooling == .mean)
            #expect(source.warnings.count == 1)
        }
    }

    /// Names with a prefix and narrow types give the same model, up to the type's precision.
    @Test(arguments: ["", "bert.", "roberta."], [TinyModel.Precision.f32, .f16, .bf16])
    func readsAllFormsOfWeights(prefix: String, precision: TinyModel.Precision) throws {
        let text: [Int32] = [3, 1, 4, 1, 5]
        let expected = try withTinyModel { try SentenceEncoderTests.encoder($0.packed()).embed([text])[0] }
        let vector = try withTinyModel(prefix: prefix, precision: precision) {
            try SentenceEncoderTests.encoder($0.packed()).embed([text])[0]
        }
        let bound = precision == .f32 ? 1.0 : 0.9999
        #expect(cosine(vector, expected) >= bound - 1e-9)
    }

    @Test func readsShards() throws {
        try withTinyModel { tiny in
            let expected = try SentenceEncoderTests.encoder(tiny.packed()).embed([[8, 9]])
            try shard(tiny)
            #expect(try SentenceEncoderTests.encoder(tiny.packed()).embed([[8, 9]]) == expected)
        }
    }

    private func shard(_ tiny: TinyModel) throws {
        try FileManager.default.removeItem(atPath: tiny.path("model.safetensors"))
        let names = tiny.tensors.keys.sorted(), half = names.count / 2
        try tiny.writeTensors(Array(names[..<half]), to: "a.safetensors")
        try tiny.writeTensors(Array(names[half...]), to: "b.safetensors")
        let map = names.enumerated().map { #""\#($1)": "\#($0 < half ? "a" : "b").safetensors""# }
        try tiny.write("model.safetensors.index.json", #"{"weight_map": {\#(map.joined(separator: ", "))}}"#)
    }

    /// What is replaced in which file, and a part of the sentence that must come.
    @Test(arguments: [
        ("config.json", #""bert""#, #""t5""#, "`model_type` is `t5`"),
        ("config.json", #""gelu""#, #""relu""#, "`hidden_act` is `relu`"),
        ("config.json", #""absolute""#, #""relative_key""#, "`position_embedding_type`"),
        ("config.json", #""hidden_size": 64"#, #""hidden_size": 65"#, "`hidden_size` is 65"),
        ("config.json", #""hidden_size": 64"#, #""hidden_size": -1"#, "`hidden_size`"),
        ("config.json", #""hidden_size": 64"#, #""hidden_size": 1e99"#, "`hidden_size`"),
        ("config.json", #""hidden_size": 64"#, #""hidden_size": 128"#, "has shape [50, 64]"),
        ("config.json", #""num_attention_heads": 2"#, #""num_attention_heads": 4"#, "attention heads"),
        ("config.json", #""vocab_size": 50"#, #""vocab_size": 51"#, "word_embeddings"),
        ("config.json", #""vocab_size": 50"#, #""vocab": 50"#, "`vocab_size` is missing"),
        ("config.json", #""layer_norm_eps": 1e-12"#, #""layer_norm_eps": -1"#, "`layer_norm_eps`"),
        ("config.json", #""num_hidden_layers": 2"#, #""num_hidden_layers": 3"#, "encoder.layer.2"),
        ("config.json", "{", "[", "not JSON"),
        ("modules.json", "Normalize", "Dense", "the module `sentence_transformers.models.Dense`"),
        ("modules.json", "models.Pooling", "models.Transformer", "no Pooling module"),
        ("modules.json", "1_Pooling", "9_Pooling", "9_Pooling/config.json"),
        ("1_Pooling/config.json", "mean_tokens", "max_tokens", "the pooling [\"max_tokens\"]"),
        ("sentence_bert_config.json", "12", "\"many\"", "`max_seq_length`"),
        ("sentence_bert_config.json", "12", "2", "`max_seq_length`"),
    ])
    func refusesWithFileAndField(file: String, old: String, new: String, expected: String) throws {
        try withTinyModel { tiny in
            let text = String(decoding: try tiny.bytes(file), as: UTF8.self)
            try #require(text.contains(old))
            try tiny.write(file, text.replacingOccurrences(of: old, with: new))
            let error = #expect(throws: ModelError.self) { try tiny.packed() }
            #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
        }
    }

    @Test func refusesFoldersWithoutAModel() {
        #expect(throws: ModelError.self) { try ModelSource.open(path: "/nonexistent") }
        #expect(throws: ModelError.self) { try ModelSource.open(path: NSTemporaryDirectory()) }
        #expect(throws: ModelError.self) { try ModelSource.open(path: "/dev/zero.bin") }
        #expect(throws: ModelError.self) { try MappedFile(path: "/dev/zero") }
    }

    @Test func saysHowToUseAFolderWithAGraphOnly() throws {
        try withTinyModel { tiny in
            try FileManager.default.moveItem(atPath: tiny.path("model.safetensors"), toPath: tiny.path("model.onnx"))
            let error = #expect(throws: ModelError.self) { try ModelSource.open(path: tiny.folder) }
            #expect(error?.description.contains("embedding.onnx_folder to \(tiny.folder)") == true)
        }
    }

    @Test(arguments: ["config.json", "tokens.onnx", "packed"])
    func refusesOtherFilesAsWeights(kind: String) throws {
        try withTinyModel { tiny in
            let other: [UInt8] =
                switch kind {
                case "packed":
                    try {
                        _ = try tiny.packed(); return try tiny.bytes("packed")
                    }()
                case "config.json": try tiny.bytes(kind)
                default: try TokenizerFixture.bytes("Onnx/" + kind)
                }
            try tiny.write("model.safetensors", other)
            let error = #expect(throws: ModelError.self) { try ModelSource.open(path: tiny.folder) }
            #expect(error?.description.contains("model.safetensors") == true)
            try tiny.write("packed", kind == "packed" ? tiny.bytes("config.json") : other)
            let refusal = #expect(throws: ModelError.self) { try PackedModel(path: tiny.path("packed")) }
            #expect(refusal?.description.contains("packed") == true)
        }
    }

    @Test func refusesWeightsThatAreNotFinite() throws {
        try withTinyModel { tiny in
            var bytes = try tiny.bytes("model.safetensors")
            bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0, 0, 0xc0, 0x7f])
            try tiny.write("model.safetensors", bytes)
            let error = #expect(throws: ModelError.self) { try tiny.packed() }
            #expect(error?.description.contains("not a finite number") == true)
        }
    }

    @Test(arguments: ["../outside.safetensors", "", "missing.safetensors"])
    func refusesShardsThatAreNotInTheFolder(name: String) throws {
        try withTinyModel { tiny in
            try shard(tiny)
            let index = String(decoding: try tiny.bytes("model.safetensors.index.json"), as: UTF8.self)
            try tiny.write(
                "model.safetensors.index.json", index.replacingOccurrences(of: "b.safetensors", with: name))
            #expect(throws: ModelError.self) { try ModelSource.open(path: tiny.folder) }
        }
    }

    /// Damage anywhere in the header is an error, or harmless; never a crash.
    @Test func survivesMutatedSafetensors() throws {
        try withTinyModel { tiny in
            let sound = try tiny.bytes("model.safetensors")
            let headerEnd = 8 + Int(sound[0]) + Int(sound[1]) << 8
            var random = SeededRandom(seed: 99)
            for _ in 0..<600 {
                var bytes = sound
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let position = Int.random(in: 0..<headerEnd, using: &random)
                    let digits = Array("0123456789-[]{}\",:eF".utf8)
                    bytes[position] =
                        Bool.random(using: &random)
                        ? digits.randomElement(using: &random)! : .random(in: 0...255, using: &random)
                }
                if Int.random(in: 0..<4, using: &random) == 0 {
                    bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
                }
                try tiny.write("model.safetensors", bytes)
                do { _ = try tiny.packed() } catch is ModelError {}
            }
        }
    }
}
