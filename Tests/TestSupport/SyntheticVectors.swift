/// Unit vectors that are spread like embeddings: 2,000 topics, each with texts around it, and questions that
/// reword stored texts or are new. The same in every run and on every machine.
public struct SyntheticVectors: Sendable {
    /// How far texts lie from their topic, and what makes a set hard.
    public struct Shape: Sendable, CustomStringConvertible {
        public let description: String
        let noise: Float
        let paraphraseNoise: Float
        /// The length of a direction that is common to all vectors.
        let commonDirection: Float

        /// Islands: in-topic cosine about 0.73.
        public static let clustered = Shape(
            description: "clustered", noise: 0.6, paraphraseNoise: 0.45, commonDirection: 0)
        /// Hardly any structure: in-topic cosine about 0.31.
        public static let diffuse = Shape(
            description: "diffuse", noise: 1.5, paraphraseNoise: 0.6, commonDirection: 0)
        /// Everything points the same way, as with multilingual-e5: unrelated texts at about 0.74.
        public static let narrow = Shape(
            description: "narrow", noise: 0.6, paraphraseNoise: 0.22, commonDirection: 1.6)

        public static let all = [clustered, diffuse, narrow]
    }

    public let dimensions: Int
    private let shape: Shape
    private let centres: [[Float]]
    private let common: [Float]

    public init(dimensions: Int, shape: Shape = .clustered, centreCount: Int = 2000) {
        self.dimensions = dimensions
        self.shape = shape
        var generator = SeededGenerator(seed: 7)
        let tilt = generator.normals(dimensions)
        centres = (0..<centreCount).map { _ in
            let normals = generator.normals(dimensions)
            let centre = normals.indices.map { index in
                let spread = 1.5 - 1.2 * Float(index) / Float(max(dimensions - 1, 1))
                return normals[index] * spread + 0.25 * tilt[index]
            }
            return centre.normalized()
        }
        common = generator.normals(dimensions).normalized()
    }

    /// The stored vectors; a shorter sequence is the beginning of a longer one.
    public func stored(_ count: Int) -> [[Float]] {
        var generator = SeededGenerator(seed: 1)
        return (0..<count).map { _ in draw(&generator) }
    }

    /// Calls `body` with one stored vector after the other.
    public func forEachStored(_ count: Int, _ body: ([Float]) throws -> Void) rethrows {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<count { try body(draw(&generator)) }
    }

    /// Queries, in turn a stored vector reworded and a new one.
    public func queries(_ count: Int, stored: [[Float]]) -> [[Float]] {
        var generator = SeededGenerator(seed: 3)
        return (0..<count).map { index in
            index.isMultiple(of: 2)
                ? vary(stored.randomElement(using: &generator)!, by: shape.paraphraseNoise, &generator)
                : draw(&generator)
        }
    }

    private func draw(_ generator: inout SeededGenerator) -> [Float] {
        let vector = vary(centres.randomElement(using: &generator)!, by: shape.noise, &generator)
        guard shape.commonDirection > 0 else { return vector }
        return zip(vector, common).map { $0 + shape.commonDirection * $1 }.normalized()
    }

    private func vary(_ vector: [Float], by noise: Float, _ generator: inout SeededGenerator) -> [Float] {
        let factor = noise / Float(dimensions).squareRoot()
        var result = generator.normals(dimensions)
        for index in result.indices { result[index] = vector[index] + factor * result[index] }
        return result.normalized()
    }
}

extension SeededGenerator {
    /// Numbers of mean 0 and variance 1, nearly normal: the sum of four uniform ones, which takes one random
    /// word where an exact normal takes a logarithm and a sine.
    public mutating func normals(_ count: Int) -> [Float] {
        let standardDeviation = Float(65536) / Float(3).squareRoot()
        return (0..<count).map { _ in
            let bits = next()
            let sum = (bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48)
            return (Float(sum) - 131_070) / standardDeviation
        }
    }
}

extension [Float] {
    public func normalized() -> [Float] {
        let length = reduce(0) { $0 + $1 * $1 }.squareRoot()
        return map { $0 / length }
    }
}
