/// Unit vectors drawn about real ones, for stores that are too large to embed each text: each has a cosine of some 0.9
/// with one of the real ones, as related questions have.
public struct DrawnVectors: Sendable {
    private let centres: [[Float]]
    private var random: SeededRandom

    /// How far a vector lies from its centre.
    private static let noise: Float = 0.48

    /// - Parameter centres: real vectors of unit length, at least one.
    public init(about centres: [[Float]], seed: UInt64) {
        precondition(!centres.isEmpty, "There is nothing to draw vectors about.")
        self.centres = centres
        random = SeededRandom(seed: seed)
    }

    public mutating func next() -> [Float] {
        let centre = centres.randomElement(using: &random)!
        let factor = Self.noise / Float(centre.count).squareRoot()
        var vector = centre.map { $0 + factor * normal() }
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in vector.indices { vector[index] /= length }
        return vector
    }

    /// Nearly normal, of mean 0 and variance 1: the sum of four uniform numbers.
    private mutating func normal() -> Float {
        let bits = random.next()
        let sum = (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48)
        return (Float(sum) - 131_070) / 37_837
    }
}
