#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The encoder's pieces by their definitions, in double precision: slow, and easy to believe.
enum Reference {
    static func linear(
        _ input: [Double], _ weight: [Float], _ bias: [Float], rows: Int, depth: Int,
        columns: Int
    ) -> [Double] {
        var output: [Double] = []
        let weight = weight.map(Double.init)
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = Double(bias[column])
                for k in 0..<depth { sum += input[row * depth + k] * weight[column * depth + k] }
                output.append(sum)
            }
        }
        return output
    }

    static func gelu(_ x: Double) -> Double { x * (1 + erf(x / 2.0.squareRoot())) / 2 }

    /// Each row rounded to 256 steps over its range, which includes zero.
    static func quantizedRows(_ input: [Float], rows: Int, depth: Int) -> [Double] {
        (0..<rows).flatMap { row -> [Double] in
            let values = input[row * depth..<(row + 1) * depth].map(Double.init)
            let low = min(0, values.min()!), high = max(0, values.max()!)
            let scale = (high - low) / 254, zero = (-low / scale).rounded(.toNearestOrEven) + 1
            return values.map { value in
                let code = (value / scale).rounded(.toNearestOrEven) + zero
                return (min(max(code, 1), 255) - zero) * scale
            }
        }
    }

    static func attention(_ input: [Float], length: Int, heads: Int, headSize: Int) -> [Double] {
        let width = heads * headSize
        func value(_ token: Int, _ part: Int, _ head: Int, _ index: Int) -> Double {
            Double(input[token * 3 * width + part * width + head * headSize + index])
        }
        var output = [Double](repeating: 0, count: length * width)
        for head in 0..<heads {
            for query in 0..<length {
                let scores = (0..<length).map { key in
                    var sum = 0.0
                    for d in 0..<headSize { sum += value(query, 0, head, d) * value(key, 1, head, d) }
                    return sum / Double(headSize).squareRoot()
                }
                let largest = scores.max()!
                let weights = scores.map { exp($0 - largest) }
                let total = weights.reduce(0, +)
                for d in 0..<headSize {
                    var sum = 0.0
                    for key in 0..<length { sum += weights[key] * value(key, 2, head, d) }
                    output[query * width + head * headSize + d] = sum / total
                }
            }
        }
        return output
    }

    static func addAndNormalize(
        _ input: [Float], _ residual: [Float], width: Int, scale: [Float], shift: [Float]
    ) -> [Double] {
        stride(from: 0, to: input.count, by: width).flatMap { start -> [Double] in
            let sums = (start..<start + width).map { Double(input[$0]) + Double(residual[$0]) }
            let mean = sums.reduce(0, +) / Double(width)
            let variance = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
            return sums.indices.map {
                (sums[$0] - mean) / variance.squareRoot() * Double(scale[$0]) + Double(shift[$0])
            }
        }
    }
}

func largestDifference(_ values: [Float], _ expected: [Double]) -> Double {
    guard values.count == expected.count else { return .infinity }
    // A value that is not a number must not pass as small.
    return zip(values, expected).reduce(0) { largest, pair in
        let difference = abs(Double(pair.0) - pair.1)
        return difference.isNaN ? .infinity : max(largest, difference)
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every run.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Uniform in -1 ..< 1.
    mutating func floats(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float.random(in: -1..<1, using: &self) }
    }
}
