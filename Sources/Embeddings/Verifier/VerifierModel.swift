import CKernels

/// A cross-encoder on top of an embedding model: reads two texts together and says whether they want the same answer.
///
/// The lower layers are the embedding model's own and read each text by itself; what they give is a by-product of its
/// embedding, and can be kept. The upper layers, which training has changed, read both texts as one sequence, in which tokens
/// that occur in both are marked. `Training/README.md` has the recipe and how it was learnt.
///
/// Work runs on the calling thread. Calls from several threads at once are safe and independent.
public struct VerifierModel: Sendable {
    /// A text as the frozen layers leave it.
    struct FrozenText: Sendable {
        /// Begin and end included.
        var ids: [Int32]
        /// [tokens][hidden size].
        var rows: [Float]
    }

    struct Pair: Sendable {
        var first: FrozenText
        var second: FrozenText
        /// Unit length.
        var embeddings: ([Float], [Float])

        var tokenCount: Int { first.ids.count + second.ids.count }
    }

    /// Identifies the weights.
    public let fingerprint: String
    let frozenLayers: Int
    /// The most tokens of a text, begin and end included.
    let tokenLimit: Int
    private let encoder: BertEncoder
    private let artefact: VerifierArtefact
    private let adapted: AdaptedLayers
    private let head: VerifierHead

    init(_ artefact: VerifierArtefact, on encoder: BertEncoder) {
        fingerprint = artefact.sheet.weightsDigest
        frozenLayers = artefact.sheet.frozenLayers
        tokenLimit = artefact.sheet.tokenLimit
        self.encoder = encoder
        self.artefact = artefact
        adapted = AdaptedLayers(artefact, on: encoder.weights)
        head = VerifierHead(artefact, width: encoder.dimensions)
    }

    /// Takes texts through the frozen layers.
    ///
    /// - Parameter texts: token ids with begin and end; at most `tokenLimit`.
    func freeze(_ texts: [[Int32]]) throws(EncoderError) -> [FrozenText] {
        let rows = try encoder.tokenVectors(TokenBatch(texts), below: frozenLayers)
        var start = 0
        return texts.map { ids in
            let count = ids.count * encoder.dimensions
            defer { start += count }
            return FrozenText(ids: ids, rows: Self.rounded(rows[start..<start + count]))
        }
    }

    /// To bfloat16, as they are remembered: a verdict must not depend on whether they were.
    private static func rounded(_ rows: ArraySlice<Float>) -> [Float] {
        var result = Array(rows)
        var narrow = [UInt16](repeating: 0, count: rows.count)
        narrow_bf16(result, result.count, &narrow)
        widen_bf16(narrow, narrow.count, &result)
        return result
    }

    /// The texts' embeddings, of length 1.
    func embeddings(_ texts: [[Int32]]) throws(EncoderError) -> [[Float]] {
        try encoder.encode(TokenBatch(texts)).map { vector in
            let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return vector.map { $0 / length }
        }
    }

    /// The logarithm of the odds, not calibrated, that both texts of each pair want the same answer.
    func logits(_ pairs: [Pair]) throws(EncoderError) -> [Float] {
        guard !pairs.isEmpty else { return [] }
        let logits = features(pairs).map { head.logit($0, kernels: encoder.kernels) }
        guard logits.allSatisfy(\.isFinite) else { throw .vectorNotFinite }
        return logits
    }

    /// The head's input.
    func features(_ pairs: [Pair]) -> [[Float]] {
        let lengths = pairs.map(\.tokenCount)
        return encoder.workspaces.withWorkspace(
            tokens: lengths.reduce(0, +), longestSequence: lengths.max() ?? 0
        ) { workspace in
            let pass = ForwardPass(
                architecture: encoder.model.architecture, kernels: encoder.kernels, workspace: workspace,
                lengths: lengths)
            join(pairs, in: workspace.hidden)
            let firstLengths = pairs.map(\.first.ids.count)
            for (layer, crossBias) in zip(adapted.layers, adapted.crossBias) {
                pass.attend(layer, firstLengths: firstLengths, crossBias: crossBias)
                pass.feedForward(layer)
            }
            var features: [[Float]] = []
            pass.forEachSequence { number, start, _ in
                let pair = pairs[number]
                features.append(
                    head.features(
                        workspace.hidden + start * encoder.dimensions,
                        lengths: (pair.first.ids.count, pair.second.ids.count), embeddings: pair.embeddings))
            }
            return features
        }
    }

    /// Writes each pair's rows one after the other, and adds to each what says whether its token is in the other text too.
    private func join(_ pairs: [Pair], in output: UnsafeMutablePointer<Float>) {
        let width = encoder.dimensions
        var row = output
        for pair in pairs {
            for (text, other) in [(pair.first, pair.second), (pair.second, pair.first)] {
                row.update(from: text.rows, count: text.rows.count)
                let others = Set(other.ids)
                for id in text.ids {
                    add_to_row(others.contains(id) ? artefact.matched : artefact.unmatched, width, row)
                    row += width
                }
            }
        }
    }
}
