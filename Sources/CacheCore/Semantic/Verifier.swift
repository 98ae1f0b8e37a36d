/// Judges whether two prompts want the same answer; slower and sharper than a similarity.
public protocol Verifier: Sendable {
    /// For each candidate the probability, 0 to 1, that it wants the same answer as `prompt`.
    func verify(_ prompt: String, against candidates: [String]) async throws -> [Float]
}
