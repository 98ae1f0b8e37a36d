/// Reads two prompts together and says whether they want the same answer: slower and sharper than a similarity.
///
/// What it says is evidence for the judge, which knows how to weigh it.
public protocol Verifier: Sendable {
    /// Identifies the model; what a judge has learnt about one verifier's verdicts does not hold for another's.
    var fingerprint: String { get }

    /// How long one lookup may wait for verdicts; nil for as long as it takes.
    var budget: Duration? { get }

    /// For each candidate the logarithm of the odds, not calibrated, that it wants the same answer as `prompt`; nil for one that
    /// cannot be read as a whole.
    ///
    /// - Parameters:
    ///   - tenant: whose work this is; waiting work is taken from tenants in turn.
    ///   - deadline: when the lookup ends its waiting; what comes later is over its budget.
    func verify(
        _ prompt: EmbeddedText, against candidates: [EmbeddedText], for tenant: Tenant,
        until deadline: ContinuousClock.Instant?
    ) async throws(VerifierError) -> [Float?]
}

extension Verifier {
    /// When a lookup that begins to wait now will have waited long enough.
    public var deadline: ContinuousClock.Instant? { budget.map { .now + $0 } }

    /// As above, with the whole budget for these candidates.
    public func verify(
        _ prompt: EmbeddedText, against candidates: [EmbeddedText], for tenant: Tenant
    ) async throws(VerifierError) -> [Float?] {
        try await verify(prompt, against: candidates, for: tenant, until: deadline)
    }
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
