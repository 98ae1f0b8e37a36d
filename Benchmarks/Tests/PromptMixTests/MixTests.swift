import Foundation
import Testing

@testable import PromptMix

private let families = (0..<40).map { number in
    PromptFamily(
        id: "family-\(number)",
        anchor: number.isMultiple(of: 2) ? "How do I cancel order \(number)?" : "如何取消第\(number)号订单？",
        light: ["What cancels order \(number)?"], traps: ["How do I change order \(number)?"])
}

struct PromptFamilyTests {
    static let line =
        #"{"id":"a","anchor":"A?","same":[["light","B?"],["reworded","C?"]],"traps":[["number","edit","D?"],["x","E?"]]}"#

    @Test(arguments: [line + "\n", "[\(line)]", "\n [\(line)]\n"])
    func linesAndArraysGiveTheSameFamilies(text: String) throws {
        let expected = PromptFamily(id: "a", anchor: "A?", light: ["B?"], traps: ["D?", "E?"])
        #expect(try PromptFamily.parse(Data(text.utf8)) == [expected])
    }

    @Test(arguments: ["{", #"{"id":"a"}"#, "[1]"])
    func anythingElseIsAnError(text: String) {
        #expect(throws: (any Error).self) { try PromptFamily.parse(Data(text.utf8)) }
    }

    @Test func nearRepeatsKeepTheWordsAndDifferFromTheAnchor() {
        #expect(families[0].nearRepeats.allSatisfy { $0.lowercased().contains("how do i cancel order 0") })
        #expect(families[1].nearRepeats == ["如何取消第1号订单", "请问如何取消第1号订单？"])
    }
}

struct FillerPromptTests {
    @Test func noTwoAreAlike() {
        let texts =
            (0..<50_000).map { FillerPrompt(number: $0).text }
            + (0..<50_000).map { FillerPrompt(number: FillerPrompt.count - 1 - $0).text }
        #expect(Set(texts).count == texts.count)
        #expect(FillerPrompt.count >= 1_000_000)
    }
}

struct HitMixTests {
    let mix = HitMix(families: families)

    @Test func exactQuestionsAreStoredFillers() {
        let stored = Dictionary(
            uniqueKeysWithValues: mix.entries(0..<mix.anchors.count + 500).map { ($0.prompt, $0.answer) })
        let questions = mix.exact(count: 100, of: 500)
        #expect(questions.allSatisfy { stored[$0.prompt] == $0.answer })
        #expect(Set(questions.map(\.prompt)).count == 100)
    }

    @Test(arguments: [(40, 40), (.max, 40), (10, 10), (0, 0)])
    func ofManyFamiliesOnlySoManyAreStoredSpreadOverAll(limit: Int, count: Int) {
        let mix = HitMix(families: families, anchorLimit: limit)
        #expect(mix.anchors.count == count)
        #expect(Set(mix.anchors.map(\.prompt)).count == count)
        #expect(count == 0 || mix.families.last!.id == "family-\(40 - 40 / count)")
        #expect(Set(mix.rewordings.map(\.answer)).isSubset(of: mix.anchors.map(\.answer)))
    }

    @Test func entriesBeginWithTheAnchorsAndAreTheSameInParts() {
        let whole = Array(mix.entries(0..<100))
        #expect(whole.prefix(mix.anchors.count).map(\.prompt) == mix.anchors.map(\.prompt))
        #expect(whole.map(\.prompt) == (Array(mix.entries(0..<7)) + mix.entries(7..<100)).map(\.prompt))
        #expect(Set(whole.map(\.prompt)).count == 100)
    }

    @Test func rewordingsAskForTheAnswerOfTheirAnchorAndAreNoAnchorThemselves() {
        let anchors = Set(mix.anchors.map(\.prompt))
        let answers = Set(mix.anchors.map(\.answer))
        #expect(mix.rewordings.allSatisfy { answers.contains($0.answer ?? "") && !anchors.contains($0.prompt) })
        #expect(mix.rewordings.count == families.reduce(0) { $0 + $1.rewordings.count })
        #expect(mix.rewordings[0].answer != mix.rewordings[1].answer)
    }

    @Test func trapsAndUnknownPromptsHaveNoAnswer() {
        #expect((mix.traps + mix.unknown(count: 10)).allSatisfy { $0.answer == nil })
    }
}

struct ProductionMixTests {
    let questions = ProductionMix(families: families, seed: 3).questions(count: 10_000)

    @Test func theSameSeedGivesTheSameQuestions() {
        #expect(ProductionMix(families: families, seed: 3).questions(count: 100) == Array(questions.prefix(100)))
        #expect(ProductionMix(families: families, seed: 4).questions(count: 100) != Array(questions.prefix(100)))
    }

    @Test func threeOfTenAreNewAndNeverRepeat() {
        let new = questions.filter { $0.answer == nil }
        #expect((2_750...3_250).contains(new.count))
        #expect(Set(new.map(\.prompt)).count == new.count)
    }

    @Test func everyMissIsFollowedByAnAnswerThatNamesItsTenant() {
        #expect(questions.allSatisfy { $0.answerToInsert?.contains("for \($0.tenant):") == true })
        #expect(questions.allSatisfy { $0.answer == nil || $0.answer == $0.answerToInsert })
    }

    @Test func twentyTenantsAskUnequally() {
        let counts = Dictionary(grouping: questions, by: \.tenant).mapValues(\.count)
        #expect(counts.count == 20)
        #expect(counts["tenant-0"]! > 5 * counts["tenant-19"]!)
    }

    @Test func promptsAreShortAndLongInBothLanguages() {
        let lengths = questions.map(\.prompt.count).sorted()
        #expect(lengths[lengths.count / 2] < 100)
        #expect(lengths.last! > 5_000)
        let chinese = questions.filter { $0.prompt.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) } }
        #expect((3_000...7_000).contains(chinese.count))
    }
}
