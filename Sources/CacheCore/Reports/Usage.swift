/// How a lookup ended, as reports count it.
public enum LookupOutcome: Sendable, Hashable {
    case hit(Tier)
    case miss(MissReason)

    /// `exact`, `semantic`, or the reason of a miss.
    public var name: String {
        switch self {
        case .hit(let tier): tier.rawValue
        case .miss(let reason): reason.rawValue
        }
    }

    public init?(name: String) {
        if let tier = Tier(rawValue: name) {
            self = .hit(tier)
        } else if let reason = MissReason(rawValue: name) {
            self = .miss(reason)
        } else {
            return nil
        }
    }
}

/// Lookups of a tenant that ended alike in the same hour.
public struct UsageKey: Sendable, Hashable {
    /// The beginning of the hour.
    public let hour: Timestamp
    /// Nil for tenants that the store does not know: nothing was ever written for them.
    public let tenant: Tenant?
    public let outcome: LookupOutcome

    public init(at time: Timestamp, tenant: Tenant?, outcome: LookupOutcome) {
        hour = time.startOfHour
        self.tenant = tenant
        self.outcome = outcome
    }
}

/// What such lookups add up to.
public struct Usage: Sendable, Equatable {
    public var lookups: Int64
    /// What the lookups took together.
    public var seconds: Double
    public var savings: Savings

    public init(lookups: Int64 = 0, seconds: Double = 0, savings: Savings = Savings()) {
        self.lookups = lookups
        self.seconds = seconds
        self.savings = savings
    }

    public static func += (left: inout Usage, right: Usage) {
        left.lookups += right.lookups
        left.seconds += right.seconds
        left.savings += right.savings
    }
}

/// What hits have spared.
public struct Savings: Sendable, Equatable {
    public var promptTokens: Int64
    public var completionTokens: Int64
    /// Those of both that are estimated from lengths, because nobody said what the answer took.
    public var estimatedTokens: Int64
    /// Time of the model, over the hits whose answers came with it.
    public var modelSeconds: Double

    public init(
        promptTokens: Int64 = 0, completionTokens: Int64 = 0, estimatedTokens: Int64 = 0, modelSeconds: Double = 0
    ) {
        self.promptTokens = promptTokens
        self.completionTokens = completionTokens
        self.estimatedTokens = estimatedTokens
        self.modelSeconds = modelSeconds
    }

    /// What `hits` hits on one answer spare.
    ///
    /// - Parameters:
    ///   - cost: what is known of the answer.
    ///   - promptBytes: the length of the prompt, to estimate what is not known.
    public init(hits: Int64, cost: AnswerCost, promptBytes: Int, answerBytes: Int) {
        let prompt = Int64(cost.promptTokens ?? AnswerCost.estimatedTokens(bytes: promptBytes))
        let completion = Int64(cost.completionTokens ?? AnswerCost.estimatedTokens(bytes: answerBytes))
        let estimated = (cost.promptTokens == nil ? prompt : 0) + (cost.completionTokens == nil ? completion : 0)
        self.init(
            promptTokens: hits * prompt, completionTokens: hits * completion, estimatedTokens: hits * estimated,
            modelSeconds: Double(hits) * (cost.latency ?? 0))
    }

    public static func += (left: inout Savings, right: Savings) {
        left.promptTokens += right.promptTokens
        left.completionTokens += right.completionTokens
        left.estimatedTokens += right.estimatedTokens
        left.modelSeconds += right.modelSeconds
    }
}

extension Timestamp {
    static let hourMilliseconds: Int64 = 3_600_000

    /// The beginning of the hour (UTC) that this moment lies in.
    public var startOfHour: Timestamp { floored(to: Self.hourMilliseconds) }

    /// The last multiple of `milliseconds` since 1970 that is not after this moment.
    func floored(to milliseconds: Int64) -> Timestamp {
        let rest = rawValue % milliseconds
        return Timestamp(milliseconds: rawValue - (rest < 0 ? rest + milliseconds : rest))
    }
}
