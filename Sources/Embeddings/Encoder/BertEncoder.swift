import CKernels

/// The forward pass of a BERT-family encoder (Devlin et al. 2018, arXiv:1810.04805), and pooling.
///
/// Per token: word + position + type, normalised. Then, per layer: attention over the sequence, a linear layer,
/// add the input and normalise; two linear layers with GELU between them, add and normalise. All sequences of
/// a slice go through the linear layers as one matrix without padding; only positions, attention and pooling
/// see where a sequence ends.
///
/// Work runs on the calling thread. Calls from several threads at once are safe and independent.
struct BertEncoder: Sendable {
    /// Longer batches are cut: beyond this size the activations leave the cache and nothing is gained.
    static let sliceTokens = 1024

    /// The half of a layer whose input is observed.
    enum Half { case attention, feedForward }

    /// Sees the input of one half of a layer: its number, the half, and the rows.
    typealias LayerObserver = (_ layer: Int, Half, UnsafePointer<Float>, _ rows: Int) -> Void

    let model: PackedModel
    let kernels: EncoderKernels
    private let weights: EncoderWeights
    private let workspaces: WorkspacePool

    init(model: PackedModel, kernels: EncoderKernels) {
        self.model = model
        self.kernels = kernels
        weights = EncoderWeights(model)
        workspaces = WorkspacePool(architecture: model.architecture, kernels: kernels)
    }

    /// One pooled vector per sequence, `hiddenSize` components, not normalised.
    ///
    /// Time is linear in the tokens, plus a part that is quadratic in a sequence's length.
    ///
    /// - Parameters:
    ///   - batch: no sequence longer than the model's positions, none empty.
    ///   - observe: is shown the input of both halves of every layer, for calibration.
    func encode(_ batch: TokenBatch, observe: LayerObserver?) throws(EncoderError) -> [[Float]] {
        let size = model.architecture.vocabularySize
        if let stranger = batch.ids.first(where: { $0 < 0 || $0 >= size }) {
            throw .tokenOutOfRange(id: stranger, vocabularySize: size)
        }
        precondition(batch.longest <= model.architecture.positionCount && !batch.lengths.contains(0))
        var vectors: [[Float]] = []
        vectors.reserveCapacity(batch.lengths.count)
        for slice in batch.slices(ofAtMost: Self.sliceTokens) {
            vectors += workspaces.withWorkspace(tokens: slice.ids.count, longestSequence: slice.longest) {
                ForwardPass(encoder: self, batch: slice, workspace: $0, observe: observe).run()
            }
        }
        guard vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw .vectorNotFinite }
        return vectors
    }

    /// One slice on its way through the layers.
    private struct ForwardPass {
        let encoder: BertEncoder
        let batch: TokenBatch
        let workspace: Workspace
        let observe: LayerObserver?

        private var architecture: EncoderArchitecture { encoder.model.architecture }
        private var kernels: encoder_kernels { encoder.kernels.table.pointee }
        private var tokenCount: Int { batch.ids.count }

        func run() -> [[Float]] {
            embedTokens()
            for (index, layer) in encoder.weights.layers.enumerated() {
                observe?(index, .attention, workspace.hidden, tokenCount)
                attend(layer)
                observe?(index, .feedForward, workspace.hidden, tokenCount)
                feedForward(layer)
            }
            return pool()
        }

        private func embedTokens() {
            let width = architecture.hiddenSize
            switch encoder.weights.words {
            case .float32(let table):
                gather_rows_f32(table, batch.ids, tokenCount, width, workspace.hidden)
            case .int8(let codes, let scales):
                gather_rows_i8(codes, scales, batch.ids, tokenCount, width, workspace.hidden)
            }
            forEachSequence { start, length in
                let rows = workspace.hidden + start * width
                normalize(
                    rows, adding: encoder.weights.positions, rows: length,
                    encoder.weights.embeddingNormalization, to: rows)
            }
        }

        private func attend(_ layer: EncoderWeights.Layer) {
            let width = architecture.hiddenSize
            multiply(workspace.hidden, by: layer.queryKeyValue, to: workspace.wide)
            forEachSequence { start, length in
                kernels.attention(
                    workspace.wide + start * 3 * width, length, architecture.headCount,
                    architecture.headSize, workspace.attentionScratch, workspace.context + start * width)
            }
            multiply(workspace.context, by: layer.attentionOutput, to: workspace.projected)
            normalize(
                workspace.projected, adding: workspace.hidden, rows: tokenCount,
                layer.attentionNormalization, to: workspace.hidden)
        }

        private func feedForward(_ layer: EncoderWeights.Layer) {
            multiply(
                workspace.hidden, by: layer.intermediate, activation: encoder_activation_gelu,
                to: workspace.wide)
            multiply(workspace.wide, by: layer.output, to: workspace.projected)
            normalize(
                workspace.projected, adding: workspace.hidden, rows: tokenCount, layer.outputNormalization,
                to: workspace.hidden)
        }

        private func pool() -> [[Float]] {
            let width = architecture.hiddenSize
            var vectors: [[Float]] = []
            forEachSequence { start, length in
                // The mean of the first row alone is that row.
                let rows = encoder.model.pooling == .mean ? length : 1
                var vector = [Float](repeating: 0, count: width)
                mean_of_rows(workspace.hidden + start * width, rows, width, &vector)
                vectors.append(vector)
            }
            return vectors
        }

        private func multiply(
            _ input: UnsafePointer<Float>, by layer: EncoderWeights.Linear,
            activation: encoder_activation = encoder_activation_none, to output: UnsafeMutablePointer<Float>
        ) {
            switch layer {
            case .float32(var weights):
                kernels.linear_f32(input, tokenCount, &weights, activation, output)
            case .int8(var weights):
                kernels.quantize(
                    input, tokenCount, weights.depth, weights.input_factors, workspace.quantized)
                kernels.linear_i8(workspace.quantized, tokenCount, &weights, activation, output)
            }
        }

        private func normalize(
            _ input: UnsafePointer<Float>, adding residual: UnsafePointer<Float>, rows: Int,
            _ layer: EncoderWeights.Normalization, to output: UnsafeMutablePointer<Float>
        ) {
            kernels.add_and_normalize(
                input, residual, rows, architecture.hiddenSize, layer.scale, layer.shift,
                architecture.layerNormEpsilon, output)
        }

        private func forEachSequence(_ body: (_ start: Int, _ length: Int) -> Void) {
            var start = 0
            for length in batch.lengths {
                body(start, length)
                start += length
            }
        }
    }
}
