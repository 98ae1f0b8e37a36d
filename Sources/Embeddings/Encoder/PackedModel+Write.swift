import CKernels
import Crypto

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

extension PackedModel {
    /// Converts a model and writes it to `path`, replacing what is there only when it is complete.
    ///
    /// Needs memory for the largest matrix of a layer and a slice of the word embeddings, not for the model.
    ///
    /// - Throws: `ModelError`, also when a tensor is missing, has the wrong shape or holds a value that is not
    ///   a finite number.
    public static func write(_ source: ModelSource, precision: WeightPrecision, to path: String)
        throws(ModelError)
    {
        try source.architecture.validate(file: source.tensors.file)
        let lengths = EncoderArchitecture.shortestMaximumLength...source.architecture.positionCount
        guard lengths.contains(source.maximumLength) else {
            throw .unsupported(
                file: source.tensors.file,
                reason: "the maximum length is \(source.maximumLength); it must be within \(lengths)")
        }
        let layout = PackedLayout(source.architecture, precision: precision)
        let factors = precision == .int8 ? try inputFactors(source, beside: path) : nil
        let output = try PackedFileOutput(path: path)
        var writer = PackedModelWriter(source: source, layout: layout, factors: factors, output: output)
        try writer.writePayload()
        let header = PackedHeader(
            source: source, precision: precision, payloadLength: layout.byteCount,
            payloadDigest: writer.payloadDigest())
        try output.finish(header: header.bytes)
    }

    /// Calibrates on the model in single precision, which is written beside the result for that time.
    private static func inputFactors(
        _ source: ModelSource, beside path: String
    ) throws(ModelError) -> InputFactors {
        let exactPath = path + ".float32"
        try write(source, precision: .float32, to: exactPath)
        defer { unlink(exactPath) }
        let exact = try PackedModel(path: exactPath, verifiesPayload: false)
        do {
            return try InputFactors(calibratedOn: exact)
        } catch {
            throw .invalid(file: source.tensors.file, reason: "\(error)")
        }
    }
}

/// Writes the arrays of a payload in the layout's order.
private struct PackedModelWriter {
    let source: ModelSource
    let layout: PackedLayout
    /// Nil in single precision.
    let factors: InputFactors?
    let output: PackedFileOutput
    private var offset = 0
    private var hash = SHA256()

    /// Word embeddings pass through memory in slices of this many rows.
    private static let sliceRows = 4096

    init(source: ModelSource, layout: PackedLayout, factors: InputFactors?, output: PackedFileOutput) {
        self.source = source
        self.layout = layout
        self.factors = factors
        self.output = output
    }

    func payloadDigest() -> [UInt8] { Array(hash.finalize()) }

    mutating func writePayload() throws(ModelError) {
        let hidden = source.architecture.hiddenSize, intermediate = source.architecture.intermediateSize
        try writeWords()
        try writePositions()
        try writeNormalization("embeddings.LayerNorm", layout.embeddingNormalization)
        for (index, layer) in layout.layers.enumerated() {
            let prefix = "encoder.layer.\(index)."
            try writeLinear(
                ["query", "key", "value"].map { prefix + "attention.self.\($0)" }, width: hidden,
                layer.queryKeyValue, factors: factors?.attention[index])
            try writeLinear([prefix + "attention.output.dense"], width: hidden, layer.attentionOutput)
            try writeNormalization(prefix + "attention.output.LayerNorm", layer.attentionNormalization)
            try writeLinear(
                [prefix + "intermediate.dense"], width: intermediate, layer.intermediate,
                factors: factors?.feedForward[index])
            try writeLinear([prefix + "output.dense"], width: hidden, layer.output)
            try writeNormalization(prefix + "output.LayerNorm", layer.outputNormalization)
        }
        try pad(to: layout.byteCount)
    }

    private mutating func writeWords() throws(ModelError) {
        let rows = source.architecture.vocabularySize, width = source.architecture.hiddenSize
        let name = "embeddings.word_embeddings.weight"
        let tensor = try source.tensors.weight(name, shape: [rows, width])
        var scales: [Float] = []
        for start in stride(from: 0, to: rows, by: Self.sliceRows) {
            let slice = start..<min(start + Self.sliceRows, rows)
            let values = try floats(tensor, rows: slice, name: name)
            if layout.precision == .float32 {
                try write(values, at: layout.words.lowerBound + slice.lowerBound * width * 4)
            } else {
                var codes = [Int8](repeating: 0, count: values.count)
                var sliceScales = [Float](repeating: 0, count: slice.count)
                quantize_table_rows(values, slice.count, width, &codes, &sliceScales)
                scales += sliceScales
                try write(codes, at: layout.words.lowerBound + slice.lowerBound * width)
            }
        }
        if layout.precision == .int8 { try write(scales, at: layout.wordScales.lowerBound) }
    }

    /// Position rows with the row of token type 0 added: texts are always the first of a pair.
    private mutating func writePositions() throws(ModelError) {
        let count = source.architecture.positionCount, width = source.architecture.hiddenSize
        let (name, typeName) = (
            "embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight"
        )
        let table = try source.tensors.weight(name, shape: [count + source.positionOffset, width])
        let rows = source.positionOffset..<source.positionOffset + count
        var values = try floats(table, rows: rows, name: name)
        let typeCount = source.tensors.rowCount(typeName) ?? 1
        let types = try source.tensors.weight(typeName, shape: [max(typeCount, 1), width])
        let type = try floats(types, rows: 0..<1, name: typeName)
        for row in 0..<count {
            for column in 0..<width { values[row * width + column] += type[column] }
        }
        try write(values, at: layout.positions.lowerBound)
    }

    private mutating func writeNormalization(
        _ name: String, _ target: PackedLayout.Normalization
    ) throws(ModelError) {
        let width = source.architecture.hiddenSize
        try write(vector(name + ".weight", count: width), at: target.scale.lowerBound)
        try write(vector(name + ".bias", count: width), at: target.shift.lowerBound)
    }

    /// Writes layers of the same input as one, their outputs side by side.
    private mutating func writeLinear(
        _ names: [String], width: Int, _ target: PackedLayout.Linear, factors: [Float]? = nil
    ) throws(ModelError) {
        var weights: [Float] = [], bias: [Float] = []
        for name in names {
            let tensor = try source.tensors.weight(name + ".weight", shape: [width, target.depth])
            weights += try floats(tensor, rows: 0..<width, name: name + ".weight")
            bias += try vector(name + ".bias", count: width)
        }
        if layout.precision == .float32 {
            var panels = [Float](repeating: 0, count: weights.count)
            pack_linear_f32(weights, target.columns, target.depth, &panels)
            try write(panels, at: target.panels.lowerBound)
        } else {
            let factors = factors ?? [Float](repeating: 1, count: target.depth)
            divide_rows(&weights, target.columns, target.depth, factors)
            var panels = [Int8](repeating: 0, count: weights.count)
            var scales = [Float](repeating: 0, count: target.columns)
            var codeSums = [Int32](repeating: 0, count: target.columns)
            pack_linear_i8(weights, target.columns, target.depth, &panels, &scales, &codeSums)
            try write(panels, at: target.panels.lowerBound)
            try write(factors, at: target.inputFactors.lowerBound)
            try write(scales, at: target.scales.lowerBound)
            try write(codeSums, at: target.codeSums.lowerBound)
        }
        try write(bias, at: target.bias.lowerBound)
    }

    private func vector(_ name: String, count: Int) throws(ModelError) -> [Float] {
        try floats(source.tensors.weight(name, shape: [count]), rows: 0..<count, name: name)
    }

    private func floats(_ tensor: Tensor, rows: Range<Int>, name: String) throws(ModelError) -> [Float] {
        let count = rows.count * tensor.shape.dropFirst().reduce(1, *)
        let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            tensor.copy(rows: rows, to: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            initialized = count
        }
        guard all_finite(values, values.count) else {
            throw .invalid(
                file: tensor.file.path,
                reason: "the tensor `\(name)` holds a value that is not a finite number")
        }
        return values
    }

    private mutating func write<T: BitwiseCopyable>(_ values: [T], at start: Int) throws(ModelError) {
        try pad(to: start)
        let result = values.withUnsafeBytes { bytes in
            hash.update(bufferPointer: bytes)
            offset += bytes.count
            return Result { () throws(ModelError) in try output.append(bytes) }
        }
        try result.get()
    }

    private mutating func pad(to start: Int) throws(ModelError) {
        precondition(start >= offset, "arrays are written in the order of the layout")
        guard start > offset else { return }
        let zeros = [UInt8](repeating: 0, count: start - offset)
        offset = start
        hash.update(data: zeros)
        try zeros.withUnsafeBytes { bytes in Result { () throws(ModelError) in try output.append(bytes) } }
            .get()
    }
}

extension TensorTable {
    /// The first dimension of a tensor under any of its names.
    fileprivate func rowCount(_ name: String) -> Int? {
        tensors.first { $0.key == name || $0.key.hasSuffix("." + name) }?.value.shape.first
    }
}
