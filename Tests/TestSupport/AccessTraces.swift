import Foundation

/// Sequences of ids in the order of their use, of the kinds that the literature on eviction measures with.
public enum AccessTrace: String, CaseIterable, Sendable {
    /// Some ids are asked for much more often than others.
    case zipf
    /// The same, with passes over ids that never come again.
    case zipfWithScans = "zipf-with-scans"
    /// All ids round and round: the worst case of LRU when the cache is a little too small.
    case loop
    /// A small hot set that another one replaces from time to time.
    case shiftingHotSet = "shifting-hot-set"

    /// - Parameters:
    ///   - length: uses in all.
    ///   - idCount: ids that come again.
    public func ids(length: Int, idCount: Int, seed: UInt64 = 1) -> [Int64] {
        var generator = SeededGenerator(seed: seed)
        switch self {
        case .zipf:
            let zipf = ZipfSampler(count: idCount, exponent: 0.9)
            return (0..<length).map { _ in zipf.sample(using: &generator) }
        case .zipfWithScans:
            return zipfWithScans(length: length, idCount: idCount, using: &generator)
        case .loop:
            return (0..<length).map { Int64($0 % idCount + 1) }
        case .shiftingHotSet:
            let zipf = ZipfSampler(count: idCount, exponent: 0.9)
            let period = max(length / 10, 1)
            return (0..<length).map { position in
                let shift = Int64(position / period) * Int64(idCount / 7)
                return (zipf.sample(using: &generator) + shift) % Int64(idCount) + 1
            }
        }
    }

    /// After every `idCount` uses comes a scan of a quarter as many ids.
    private func zipfWithScans(length: Int, idCount: Int, using generator: inout SeededGenerator) -> [Int64] {
        let zipf = ZipfSampler(count: idCount, exponent: 0.9)
        var ids: [Int64] = []
        var nextOfScan = Int64(idCount) + 1
        while ids.count < length {
            for _ in 0..<idCount { ids.append(zipf.sample(using: &generator)) }
            for _ in 0..<idCount / 4 {
                ids.append(nextOfScan)
                nextOfScan += 1
            }
        }
        return Array(ids.prefix(length))
    }
}

/// Numbers from 1 to `count`, where number k is drawn with a probability proportional to 1/k^exponent.
struct ZipfSampler {
    /// The sums of the probabilities up to each number.
    private let sums: [Double]

    init(count: Int, exponent: Double) {
        var sum = 0.0
        sums = (1...count).map { rank in
            sum += pow(Double(rank), -exponent)
            return sum
        }
    }

    func sample(using generator: inout SeededGenerator) -> Int64 {
        let point = Double.random(in: 0..<sums[sums.count - 1], using: &generator)
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > point { high = middle } else { low = middle + 1 }
        }
        return Int64(low) + 1
    }
}
