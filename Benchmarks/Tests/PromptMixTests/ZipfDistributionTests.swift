import Foundation
import Testing

@testable import PromptMix

struct ZipfDistributionTests {
    @Test(arguments: [0.0, 0.7, 1.0, 1.5])
    func probabilitiesFollowTheLawAndAddUpToOne(exponent: Double) {
        let distribution = ZipfDistribution(count: 50, exponent: exponent)
        let probabilities = (0..<50).map(distribution.probability)
        #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
        for rank in 1..<50 {
            let ratio = probabilities[0] / probabilities[rank]
            #expect(abs(ratio - pow(Double(rank + 1), exponent)) < 1e-6)
        }
    }

    @Test func everyShareBelongsToTheFirstRankAboveIt() {
        let distribution = ZipfDistribution(count: 3, exponent: 0)
        #expect([0, 0.3, 0.34, 0.66, 0.67, 0.999].map(distribution.rank(at:)) == [0, 0, 1, 1, 2, 2])
    }

    @Test func drawsAreAsFrequentAsTheyAreLikely() {
        let distribution = ZipfDistribution(count: 20)
        var random = SeededRandom(seed: 7)
        var counts = [Int](repeating: 0, count: 20)
        for _ in 0..<100_000 { counts[distribution.rank(using: &random)] += 1 }
        for rank in 0..<20 {
            let expected = distribution.probability(of: rank) * 100_000
            // Five standard deviations.
            #expect(abs(Double(counts[rank]) - expected) < 5 * expected.squareRoot())
        }
    }

    @Test func oneRankIsAlwaysDrawn() {
        var random = SeededRandom(seed: 1)
        #expect(ZipfDistribution(count: 1).rank(using: &random) == 0)
    }
}
