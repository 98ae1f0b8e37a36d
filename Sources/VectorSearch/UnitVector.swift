/// A vector that is known to be comparable: the right number of components, all finite, of length 1.
struct UnitVector {
    static let maximumDimensions = 4096
    /// Vectors closer than this to unit length stay as they are, to the bit.
    private static let tolerance = 1e-5

    let components: [Float]

    /// Scales `vector` to unit length where it is not.
    init(_ vector: [Float], dimensions: Int) throws(VectorSearchError) {
        guard vector.count == dimensions else {
            throw .wrongDimensions(expected: dimensions, actual: vector.count)
        }
        // In double precision the square of the largest float is finite.
        var square = 0.0
        for component in vector { square += Double(component) * Double(component) }
        guard square.isFinite, square > 0 else { throw .notComparable }
        if abs(square - 1) <= Self.tolerance {
            components = vector
        } else {
            let factor = 1 / square.squareRoot()
            components = vector.map { Float(Double($0) * factor) }
        }
    }
}
