import Testing

@testable import Soak

/// The checker of the soak must notice what the server must not do.
@Suite struct KnownEntriesTests {
    private var known = KnownEntries(tenant: "t", questionCount: 3)

    private mutating func insert(_ question: Int) -> Int {
        let version = known.willInsert(question)
        known.didInsert(question, version: version, id: 7)
        return version
    }

    @Test mutating func anAcknowledgedInsertMustBeFound() {
        let version = insert(0)
        let found = known.observe(0, version: version, id: 7, at: 1)
        #expect(found == nil)
        let lost = known.observe(0, version: nil, id: nil, at: 1)
        #expect(lost?.hasPrefix("lost") == true)
    }

    @Test mutating func anAcknowledgedRemovalMustLast() {
        let version = insert(0)
        known.willRemove([0])
        known.didRemove([0])
        let resurrected = known.observe(0, version: version, id: 7, at: 1)
        #expect(resurrected?.hasPrefix("resurrected") == true)
    }

    @Test mutating func anOlderAnswerIsNoted() {
        let first = insert(0)
        _ = insert(0)
        let overtaken = known.observe(0, version: first, id: 7, at: 1)
        #expect(overtaken?.hasPrefix("overtaken") == true)
    }

    @Test mutating func aWriteWithoutAReplyMayHaveHappenedOrNotButOnlyOneOfThem() {
        let first = insert(0)
        let second = known.willInsert(0)
        known.becomeUncertain([0], until: 5)
        // Until it settles, the request may still be carried out.
        let before = known.observe(0, version: first, id: 7, at: 4)
        let after = known.observe(0, version: second, id: 7, at: 6)
        let again = known.observe(0, version: first, id: 7, at: 7)
        #expect(before == nil)
        #expect(after == nil)
        #expect(again != nil)
    }

    /// Otherwise a later removal by the old id would look like a loss.
    @Test mutating func theIdIsThatOfTheEntryThatWasFoundLast() {
        _ = insert(0)
        known.willRemove([0])
        known.becomeUncertain([0], until: 5)
        let removed = known.observe(0, version: nil, id: nil, at: 6)
        #expect(removed == nil)
        #expect(known.entries[0].id == nil)
        let version = known.willInsert(0)
        known.becomeUncertain([0], until: 15)
        let inserted = known.observe(0, version: version, id: 9, at: 16)
        #expect(inserted == nil)
        #expect(known.entries[0].id == 9)
    }

    @Test func answersSayWhoseTheyAre() throws {
        let parts = try #require(KnownEntries.parse(known.answer(2, version: 9)))
        #expect(parts == ("t", 2, 9))
        #expect(KnownEntries.parse("t/2") == nil)
    }
}

@Suite struct FaultScheduleTests {
    @Test(arguments: [60.0, 600]) func everyRoundEndsWithAKillAndTheRestIsLeftAlone(duration: Double) {
        let schedule = FaultSchedule(duration: duration)
        #expect(schedule.kills.last == schedule.steadyFrom)
        #expect(schedule.steadyFrom <= duration * 0.6)
        #expect(schedule.fault(at: duration - 1) == .none)
    }

    @Test func tenMinutesBringEveryFaultBothLiftedAndInForceAtAKill() {
        let schedule = FaultSchedule(duration: 600)
        let atKills = Set(schedule.kills.map { schedule.fault(at: $0 - 1) })
        let before = Set(schedule.kills.map { schedule.fault(at: $0 - 15) })
        #expect(atKills.contains(.diskFull))
        #expect(atKills.contains(.none))
        #expect(before == Set(FaultSchedule.Fault.allCases).subtracting([.none]))
    }
}

@Suite struct ResourceTrendTests {
    @Test(arguments: [0.0, 12]) func theSlopeIsThatOfTheSamples(megabytesPerMinute: Double) throws {
        var trend = ResourceTrend()
        for second in 0..<200 {
            trend.add(
                ResourceTrend.Sample(
                    time: Double(second), megabytes: 100 + megabytesPerMinute * Double(second) / 60, descriptors: 20))
        }
        let summary = try #require(trend.summary)
        #expect(abs(summary.megabytesPerMinute - megabytesPerMinute) < 1e-6)
        #expect(summary.isMemoryFlat == (megabytesPerMinute == 0))
    }
}
