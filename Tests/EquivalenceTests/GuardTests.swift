import Testing

@testable import Equivalence

/// What each guard says on its own, and where it holds back.
@Suite struct GuardTests {
    private func finding(of guardian: any Guard, _ one: String, _ other: String) -> Finding {
        guardian.examine(PromptPair(PromptText(one), PromptText(other)))
    }

    @Test func namesBothThingsInItsReason() {
        let found = finding(of: SwapGuard(), "Fly to Paris", "Fly to Rome")
        #expect(found == .veto("\"paris\" and \"rome\" are different things (place)"))
    }

    @Test func passesAWordOfTwoSensesIfOneIsShared() {
        #expect(finding(of: SwapGuard(), "a French book", "a book from France") == .pass)
    }

    @Test func abstainsOnANumberThatIsOnlyATopTen() {
        let found = finding(of: NumberGuard(), "Top 10 books on physics", "Top books on physics")
        #expect(found == .abstain("numbers differ: 10 and none"))
    }

    @Test func refusesLongTextsWhoseWordsHaveMostlyMoved() {
        let sentences = [
            "The library was founded by dock workers who had pooled their savings.",
            "It moved between the back rooms of three pubs for eleven years.",
            "A shipping company gave a warehouse on the quay in the end.",
            "Volunteers carried many volumes upstairs during the great flood.",
        ]
        func text(_ order: [Int], _ question: String) -> String {
            order.map { sentences[$0] }.joined(separator: " ") + " " + question
        }
        let asked = text([2, 3, 0, 1], "Which company was it?")
        guard case .veto(let reason) = finding(of: RearrangementGuard(), text([0, 1, 2, 3], "Who paid first?"), asked)
        else {
            Issue.record("no veto")
            return
        }
        #expect(reason.contains("words stand at another place"))
        #expect(
            finding(of: RearrangementGuard(), text([0, 1, 2, 3], "Who paid first?"), text([0, 1, 2, 3], "Who paid?"))
                == .pass)
        #expect(
            finding(of: RearrangementGuard(), text([0, 1], "Who paid first?"), text([1, 0], "Who paid?")) == .pass)
    }

    @Test func countsNumbersAsOftenAsTheyOccur() {
        #expect(finding(of: NumberGuard(), "multiply 5 by 7", "multiply 7 by 5") == .pass)
        #expect(finding(of: NumberGuard(), "order 4711", "order") == .veto("numbers differ: 4711 and none"))
    }

    @Test func takesANegationInAWhyQuestionForAMood() {
        let found = finding(of: NegationGuard(), "Why don't cats swim?", "Why do cats hate to swim?")
        #expect(found == .abstain("only one text holds the negation \"don't\""))
    }

    @Test func letsANegationAndAnOppositeCancelEachOther() {
        for guardian in [NegationGuard(), OppositeGuard()] as [any Guard] {
            let found = finding(of: guardian, "I can't remember my PIN", "I forgot my PIN")
            guard case .abstain = found else {
                Issue.record("\(guardian.name): \(found)")
                continue
            }
        }
    }

    @Test func takesATypingErrorForTheWordMeant() {
        #expect(finding(of: NameGuard(), "Who was Cleopatra?", "Who was Cleopatre?") == .pass)
        #expect(finding(of: NameGuard(), "Where is Joan now?", "Where is John now?") != .pass)
    }

    @Test func takesInitialsForTheNameTheyAbbreviate() {
        #expect(finding(of: NameGuard(), "What is the World Health Organization?", "What is the WHO for?") == .pass)
    }

    @Test func letsAPassiveTurnTheArgumentsRound() {
        #expect(finding(of: OrderGuard(), "Did the dog bite the man?", "Was the man bitten by the dog?") == .pass)
        #expect(finding(of: OrderGuard(), "How far is Rome from Paris?", "How far is Paris from Rome?") == .pass)
    }

    @Test func holdsBackOnMyAndYourInRewordedTexts() {
        let found = finding(of: ReferentGuard(), "How do I lose my belly fat?", "How do you get rid of your fat?")
        guard case .abstain = found else {
            Issue.record("\(found)")
            return
        }
    }

    @Test func listsAbstentionsBesideTheVeto() {
        let pair = PromptPair(PromptText("Top 10 books about cats"), PromptText("Top books about dogs"))
        let examination = Guards.standard.examine(pair)
        #expect(examination.veto?.guardName == "swap")
        #expect(examination.abstentions.map(\.guardName) == ["numbers"])
    }

    @Test func hasANameOfItsOwnForEachGuard() {
        let names = Guards.standard.all.map(\.name)
        #expect(Set(names).count == names.count)
    }
}
