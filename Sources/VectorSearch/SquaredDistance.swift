/// The squared Euclidean distance of two unit vectors, which some vector stores and the original
/// ModelCache report: 0 for the same direction, 4 for the opposite one.
///
/// |a - b|² = |a|² + |b|² - 2 a·b, so that between unit vectors it says the same as the cosine.
public struct SquaredDistance: RawRepresentable, Sendable, Equatable {
    public let rawValue: Float

    public init(rawValue: Float) {
        self.rawValue = rawValue
    }

    public init(cosine: Float) {
        rawValue = 2 - 2 * cosine
    }

    public var cosine: Float { 1 - rawValue / 2 }
}
