import CKernels

/// One named array of numbers within a model file, still in the file's form.
struct Tensor: Sendable {
    enum ElementType: Sendable, Equatable {
        case f32
        case f16
        case bf16
        /// Blocks of 32 four-bit values with a common scale, see `expand_q4_0`.
        case q4Blocks
        /// Valid in the file, but nothing that weights are made of.
        case other(String)
    }

    let elementType: ElementType
    /// Outermost dimension first.
    let shape: [Int]
    let file: MappedFile
    /// Where its bytes are; checked against the file and the shape by whoever made the tensor.
    let range: Range<Int>

    /// Copies rows of a matrix, or parts of a vector taken as one column, widened to single precision.
    ///
    /// - Parameter output: exactly `rows.count` times the row's elements.
    func copy(rows: Range<Int>, to output: UnsafeMutableBufferPointer<Float>) {
        let rowElements = shape.dropFirst().reduce(1, *)
        let rowBytes = range.count / max(shape.first ?? 1, 1)
        precondition(output.count == rows.count * rowElements && rows.upperBound * rowBytes <= range.count)
        guard let source = file.bytes.baseAddress, let target = output.baseAddress else { return }
        let start = source + range.lowerBound + rows.lowerBound * rowBytes
        switch elementType {
        case .f32: UnsafeMutableRawPointer(target).copyMemory(from: start, byteCount: rows.count * rowBytes)
        case .f16: widen_f16(start, output.count, target)
        case .bf16: widen_bf16(start, output.count, target)
        case .q4Blocks: expand_q4_0(start, output.count / 32, target)
        case .other: preconditionFailure("weights of this type are refused when they are looked up")
        }
    }
}

/// The weights of a model by their Hugging Face names, from one file or several.
struct TensorTable: Sendable {
    var tensors: [String: Tensor] = [:]
    /// The file to name when a tensor is missing.
    let file: String

    /// Finds a weight and checks that it has the shape that the configuration promises.
    ///
    /// Names may start with the model's own (`bert.`, `roberta.`), as exported by heads built on top of it.
    func weight(_ name: String, shape: [Int]) throws(ModelError) -> Tensor {
        let found = ["", "bert.", "roberta.", "xlm_roberta.", "0.auto_model."]
            .lazy.compactMap { tensors[$0 + name] }.first
        guard let tensor = found else {
            throw .invalid(file: file, reason: "the tensor `\(name)` is missing")
        }
        guard tensor.shape == shape else {
            throw .invalid(
                file: tensor.file.path,
                reason: "the tensor `\(name)` has shape \(tensor.shape), but config.json asks for \(shape)")
        }
        if case .other(let type) = tensor.elementType {
            throw .unsupported(
                file: tensor.file.path,
                reason: "the tensor `\(name)` is of type \(type); F32, F16 and BF16 can be read")
        }
        return tensor
    }
}
