import ModelCache
import PromptMix

/// Embeds the questions that will be asked, and draws the vectors of all others about theirs: a search is as much work, and
/// a large store is filled in a tenth of the time.
struct PartlyDrawnEmbedder: Embedder {
    let model: any Embedder
    let asked: Set<String>

    var fingerprint: EmbeddingFingerprint { model.fingerprint }
    var dimensions: Int { model.dimensions }

    func embed(_ texts: [String], for tenant: Tenant) async throws(EmbedderError) -> [Embedding] {
        guard !texts.isEmpty else { return [] }
        // There has to be one at least to draw the others about.
        let isReal = texts.enumerated().map { $0 == 0 || asked.contains($1) }
        var real = try await model.embed(zip(texts, isReal).filter(\.1).map(\.0), for: tenant)[...]
        var drawn = DrawnVectors(about: real.map(\.vector), seed: UInt64(texts[0].utf8.count))
        return isReal.map { $0 ? real.removeFirst() : Embedding(vector: drawn.next()) }
    }
}
