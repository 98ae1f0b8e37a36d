/// What a tenant's risk is a share of.
public enum RiskBasis: String, Sendable, CaseIterable {
    /// Of the semantic hits that are served: an upper confidence limit.
    case hits
    /// Of all lookups that come to the decision: conformal risk control, which bounds the mean. It serves more, and
    /// among what it serves more may be wrong.
    case lookups
}

/// The score that must be reached, and what the promise rests on.
public struct RiskThreshold: Sendable, Equatable {
    public enum Grounds: Sendable, Equatable {
        /// The labelled pairs that the judge was calibrated with.
        case shipped
        /// The tenant's own labels, so many of them.
        case labels(Int)
        /// More of what was served has been reported to be wrong than the promise allows.
        case drift(reportedWrong: Int, served: Int)
    }

    /// Nil when nothing can be promised.
    public let value: Float?
    public let grounds: Grounds

    public init(_ value: Float?, grounds: Grounds = .shipped) {
        self.value = value
        self.grounds = grounds
    }
}

/// What a tenant's use has taught about the judge's scores.
public struct Experience: Sendable, Equatable {
    /// Oldest first.
    public var labels: [LabelledScore]
    /// Semantic hits, and how many of them were reported to be wrong.
    public var served: Int
    public var reportedWrong: Int

    public init(labels: [LabelledScore] = [], served: Int = 0, reportedWrong: Int = 0) {
        self.labels = labels
        self.served = served
        self.reportedWrong = reportedWrong
    }
}

/// Whether two answers say the same.
public enum AnswerRelation: Sendable, Equatable {
    case same
    case different
    /// Free texts in other words: nobody can tell without reading them.
    case unknown
}
