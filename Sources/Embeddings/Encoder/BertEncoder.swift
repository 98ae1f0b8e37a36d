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
    let weights: EncoderWeights
    let workspaces: WorkspacePool

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
        var vectors: [[Float]] = []
        vectors.reserveCapacity(batch.lengths.count)
        try forEachSlice(of: batch) { pass in
            for (index, layer) in weights.layers.enumerated() {
                observe?(index, .attention, pass.workspace.hidden, pass.rowCount)
                pass.attend(layer)
                observe?(index, .feedForward, pass.workspace.hidden, pass.rowCount)
                pass.feedForward(layer)
            }
            vectors += pool(pass)
        }
        guard vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw .vectorNotFinite }
        return vectors
    }

    /// The vectors of all tokens after the layers below `layer`, `hiddenSize` components each.
    ///
    /// - Parameter batch: as for `encode`.
    func tokenVectors(_ batch: TokenBatch, below layer: Int) throws(EncoderError) -> [Float] {
        var rows: [Float] = []
        rows.reserveCapacity(batch.ids.count * model.architecture.hiddenSize)
        try forEachSlice(of: batch) { pass in
            for layer in weights.layers[..<layer] {
                pass.attend(layer)
                pass.feedForward(layer)
            }
            rows += UnsafeBufferPointer(
                start: pass.workspace.hidden, count: pass.rowCount * model.architecture.hiddenSize)
        }
        return rows
    }

    /// Embeds the tokens of one slice after the other, and lets `body` take each through the layers.
    private func forEachSlice(of batch: TokenBatch, _ body: (ForwardPass) -> Void) throws(EncoderError) {
        let size = model.architecture.vocabularySize
        if let stranger = batch.ids.first(where: { $0 < 0 || $0 >= size }) {
            throw .tokenOutOfRange(id: stranger, vocabularySize: size)
        }
        precondition(batch.longest <= model.architecture.positionCount && !batch.lengths.contains(0))
        for slice in batch.slices(ofAtMost: Self.sliceTokens) {
            workspaces.withWorkspace(tokens: slice.ids.count, longestSequence: slice.longest) { workspace in
                let pass = ForwardPass(
                    architecture: model.architecture, kernels: kernels, workspace: workspace, lengths: slice.lengths)
                embedTokens(slice.ids, in: pass)
                body(pass)
            }
        }
    }

    private func embedTokens(_ ids: [Int32], in pass: ForwardPass) {
        let width = model.architecture.hiddenSize, hidden = pass.workspace.hidden
        switch weights.words {
        case .float32(let table):
            gather_rows_f32(table, ids, ids.count, width, hidden)
        case .int8(let codes, let scales):
            gather_rows_i8(codes, scales, ids, ids.count, width, hidden)
        }
        pass.forEachSequence { _, start, length in
            let rows = hidden + start * width
            pass.normalize(
                rows, adding: weights.positions, rows: length, weights.embeddingNormalization, to: rows)
        }
    }

    private func pool(_ pass: ForwardPass) -> [[Float]] {
        let width = model.architecture.hiddenSize
        var vectors: [[Float]] = []
        pass.forEachSequence { _, start, length in
            // The mean of the first row alone is that row.
            let rows = model.pooling == .mean ? length : 1
            var vector = [Float](repeating: 0, count: width)
            mean_of_rows(pass.workspace.hidden + start * width, rows, width, &vector)
            vectors.append(vector)
        }
        return vectors
    }
}
