import ModelCache

/// A vector for every text, always the same for the same text and without any meaning: it costs nearly
/// nothing, so that what is measured is the rest.
struct FakeEmbedder: Embedder {
    let fingerprint = EmbeddingFingerprint(rawValue: "benchmark fake 384")
    let dimensions = 384

    func embed(_ texts: [String], for tenant: Tenant) async throws(EmbedderError) -> [Embedding] {
        texts.map { Embedding(vector: vector(of: $0)) }
    }

    private func vector(of text: String) -> [Float] {
        // FNV-1a, then a linear congruential generator.
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 {
            state = (state ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        var vector = [Float](repeating: 0, count: dimensions)
        var squares: Float = 0
        for position in vector.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let component = Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
            vector[position] = component
            squares += component * component
        }
        let scale = 1 / squares.squareRoot()
        return vector.map { $0 * scale }
    }
}
