import CanonicalJSON

/// What a verifier's data sheet says about how its weights are to be used. The rest of the sheet is for people.
struct VerifierSheet: Sendable, Equatable {
    static let format = 1

    /// The SHA-256 of the weights' file, in hexadecimal digits: the verifier's fingerprint.
    let weightsDigest: String
    /// The SHA-256 of the embedding model's files, as `ModelSource.digest` computes it.
    let modelDigest: String
    /// What was put before each text.
    let prompt: String
    /// The layers that were left as they are.
    let frozenLayers: Int
    /// The most tokens of a text, begin and end included.
    let tokenLimit: Int

    /// - Parameter file: the name for error messages.
    init(_ bytes: UnsafeRawBufferPointer, file: String) throws(ModelError) {
        let json = try parseJSON(bytes, file: file)
        func field<Value>(_ name: String, _ value: Value?) throws(ModelError) -> Value {
            guard let value else {
                throw .invalid(file: file, reason: "the field `\(name)` is missing or of the wrong kind")
            }
            return value
        }
        let format = try field("format", json["format"]?.integerValue)
        guard format == Self.format else {
            throw .unsupported(file: file, reason: "its format is \(format), this program reads \(Self.format)")
        }
        weightsDigest = try field("sha256", json["sha256"]?.stringValue)
        modelDigest = try field("embedding_digest", json["embedding_digest"]?.stringValue)
        prompt = try field("prompt", json["prompt"]?.stringValue)
        let frozenLayers = try field("shape.frozen", json["shape"]?["frozen"]?.integerValue)
        let tokenLimit = try field("token_limit", json["token_limit"]?.integerValue)
        guard (0...1 << 10).contains(frozenLayers), (3...1 << 16).contains(tokenLimit) else {
            throw .invalid(file: file, reason: "`shape.frozen` or `token_limit` is out of range")
        }
        self.frozenLayers = Int(frozenLayers)
        self.tokenLimit = Int(tokenLimit)
    }
}
