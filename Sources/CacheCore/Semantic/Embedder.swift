/// Turns texts into unit vectors, so that texts with similar meaning lie close together.
public protocol Embedder: Sendable {
    /// Identifies everything that shapes a vector: model files, precision, prefix, pooling, window rule.
    /// Vectors of different fingerprints are never compared.
    var fingerprint: EmbeddingFingerprint { get }

    /// The number of components of every vector.
    var dimensions: Int { get }

    /// Embeds `texts`, in their order.
    ///
    /// - Parameter tenant: whose work this is; waiting work is taken from tenants in turn.
    /// - Throws: `EmbedderError.busy` at once when the queue is full, other cases when the model fails.
    func embed(_ texts: [String], for tenant: Tenant) async throws(EmbedderError) -> [Embedding]

    /// As `embed`, for work in the background: whatever somebody waits for goes first.
    func embedInBackground(_ texts: [String], for tenant: Tenant) async throws(EmbedderError) -> [Embedding]
}

extension Embedder {
    public func embedInBackground(
        _ texts: [String], for tenant: Tenant
    ) async throws(EmbedderError) -> [Embedding] {
        try await embed(texts, for: tenant)
    }
}

/// The identity of an embedding function, stored with every vector.
public struct EmbeddingFingerprint: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public var description: String { rawValue }
}

/// One embedded text.
public struct Embedding: Sendable, Equatable {
    /// Unit length, `Embedder.dimensions` components.
    public let vector: [Float]

    /// The share of the text's tokens that the model does not know, 0 to 1. A text that the model cannot
    /// read is never matched by meaning.
    public let unknownShare: Float

    public init(vector: [Float], unknownShare: Float = 0) {
        self.vector = vector
        self.unknownShare = unknownShare
    }
}

/// Why a text was not embedded.
public enum EmbedderError: Error, Equatable {
    /// The work queue is full; the caller should go on without the semantic tier.
    case busy
    /// The embedder failed or cannot be reached; the text says why, for an operator.
    case failed(String)
}
