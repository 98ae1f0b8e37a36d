/// Reads two prompts together and says whether they want the same answer: slower and sharper than a similarity.
///
/// What it says is evidence for the judge, which knows how to weigh it.
public protocol Verifier: Sendable {
    /// Identifies the model; what a judge has learnt about one verifier's verdicts does not hold for another's.
    var fingerprint: String { get }

    /// For each candidate the logarithm of the odds, not calibrated, that it wants the same answer as `prompt`; nil for one that
    /// cannot be read as a whole.
    ///
    /// - Parameter tenant: whose work this is; waiting work is taken from tenants in turn.
    func verify(
        _ prompt: EmbeddedText, against candidates: [EmbeddedText], for tenant: Tenant
    ) async throws(VerifierError) -> [Float?]
}

/// Why candidates were not verified. In doubt it is a miss.
public enum VerifierError: Error, Equatable {
    /// Too much work is waiting.
    case busy
    /// It would have taken longer than a lookup may wait for it.
    case overBudget
    /// The verifier failed; the text says why, for an operator.
    case failed(String)
}
