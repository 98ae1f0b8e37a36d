import CKernels

/// Rows on their way through an encoder's layers: the two halves of a layer, and what they are made of.
///
/// All sequences go through the linear layers as one matrix; only attention sees where a sequence ends.
struct ForwardPass {
    let architecture: EncoderArchitecture
    let kernels: encoder_kernels
    /// Its `hidden` rows are the input of a layer, and its output.
    let workspace: Workspace
    /// The tokens of each sequence.
    let lengths: [Int]
    /// All tokens.
    let rowCount: Int

    init(architecture: EncoderArchitecture, kernels: EncoderKernels, workspace: Workspace, lengths: [Int]) {
        self.architecture = architecture
        self.kernels = kernels.table.pointee
        self.workspace = workspace
        self.lengths = lengths
        rowCount = lengths.reduce(0, +)
    }

    /// - Parameters:
    ///   - firstLengths: for sequences of two texts, the tokens of the first.
    ///   - crossBias: for such sequences, what is added to each head's scores between the texts.
    func attend(
        _ layer: EncoderWeights.Layer, firstLengths: [Int] = [], crossBias: UnsafePointer<Float>? = nil
    ) {
        let width = architecture.hiddenSize
        multiply(workspace.hidden, by: layer.queryKeyValue, to: workspace.wide)
        forEachSequence { number, start, length in
            func attend(_ bias: UnsafePointer<cross_text_bias>?) {
                kernels.attention(
                    workspace.wide + start * 3 * width, length, architecture.headCount,
                    architecture.headSize, bias, workspace.attentionScratch, workspace.context + start * width)
            }
            guard let crossBias else { return attend(nil) }
            var bias = cross_text_bias(first_length: firstLengths[number], per_head: crossBias)
            attend(&bias)
        }
        multiply(workspace.context, by: layer.attentionOutput, to: workspace.projected)
        normalize(
            workspace.projected, adding: workspace.hidden, rows: rowCount,
            layer.attentionNormalization, to: workspace.hidden)
    }

    func feedForward(_ layer: EncoderWeights.Layer) {
        multiply(
            workspace.hidden, by: layer.intermediate, activation: encoder_activation_gelu,
            to: workspace.wide)
        multiply(workspace.wide, by: layer.output, to: workspace.projected)
        normalize(
            workspace.projected, adding: workspace.hidden, rows: rowCount, layer.outputNormalization,
            to: workspace.hidden)
    }

    func normalize(
        _ input: UnsafePointer<Float>, adding residual: UnsafePointer<Float>, rows: Int,
        _ layer: EncoderWeights.Normalization, to output: UnsafeMutablePointer<Float>
    ) {
        kernels.add_and_normalize(
            input, residual, rows, architecture.hiddenSize, layer.scale, layer.shift,
            architecture.layerNormEpsilon, output)
    }

    func forEachSequence(_ body: (_ number: Int, _ start: Int, _ length: Int) -> Void) {
        var start = 0
        for (number, length) in lengths.enumerated() {
            body(number, start, length)
            start += length
        }
    }

    private func multiply(
        _ input: UnsafePointer<Float>, by layer: EncoderWeights.Linear,
        activation: encoder_activation = encoder_activation_none, to output: UnsafeMutablePointer<Float>
    ) {
        switch layer {
        case .float32(var weights):
            kernels.linear_f32(input, rowCount, &weights, activation, output)
        case .int8(var weights):
            kernels.quantize(input, rowCount, weights.depth, weights.input_factors, workspace.quantized)
            kernels.linear_i8(workspace.quantized, rowCount, &weights, activation, output)
        }
    }
}
