import CacheCore
import CanonicalJSON
import TestSupport
import Testing

@Suite("Partition rules")
struct PartitionRulesTests {
    private static let base = CacheRequest(
        tenant: "t",
        messages: [.system("Be brief. Today is 2026-01-31."), .user("Hi"), .assistant("Hello"), .user("Who are you?")],
        parameters: ["model": "m", "temperature": 0.2])

    private static func changed(_ change: (inout CacheRequest) -> Void) -> CacheRequest {
        var request = base
        change(&request)
        return request
    }

    private func share(_ other: CacheRequest, _ rules: PartitionRules) -> Bool {
        RequestIdentity(Self.base, rules: rules).partition == RequestIdentity(other, rules: rules).partition
    }

    private static let otherDay = changed { $0.messages[0].content = "Be brief. Today is 2026-02-01." }
    private static let otherSystem = changed { $0.messages[0].content = "Be long. Today is 2026-01-31." }
    private static let noSystem = changed { $0.messages.removeFirst() }

    @Test(
        "the system rule says how system prompts are compared",
        arguments: [
            (.exact, false, false, false), (.masked, true, false, false), (.semantic, true, true, false),
            (.ignore, true, true, true),
        ] as [(PartitionRules.System, Bool, Bool, Bool)])
    func systemRule(_ system: PartitionRules.System, _ day: Bool, _ other: Bool, _ none: Bool) {
        let rules = PartitionRules(system: system)
        #expect(share(Self.otherDay, rules) == day)
        #expect(share(Self.otherSystem, rules) == other)
        #expect(share(Self.noSystem, rules) == none)
    }

    private static let otherTurn = changed { $0.messages[1].content = "Good day" }
    private static let otherAnswer = changed { $0.messages[2].content = "Hello there" }
    private static let fewerTurns = changed { $0.messages.removeSubrange(1...2) }

    @Test(
        "the context mode says how earlier turns are compared",
        arguments: [
            (.exact, false, false, false), (.turnwise, true, true, false), (.spliced, true, true, true),
            (.conversation, true, true, true), (.last, true, true, true),
        ] as [(PartitionRules.Context, Bool, Bool, Bool)])
    func contextMode(_ context: PartitionRules.Context, _ turn: Bool, _ answer: Bool, _ fewer: Bool) {
        let rules = PartitionRules(context: context)
        #expect(share(Self.otherTurn, rules) == turn)
        #expect(share(Self.otherAnswer, rules) == answer)
        #expect(share(Self.fewerTurns, rules) == fewer)
    }

    @Test("what is matched by meaning follows from the rules")
    func matchedTexts() {
        func texts(_ rules: PartitionRules) -> MatchedTexts { MatchedTexts(Self.base, rules: rules) }
        #expect(texts(PartitionRules()) == MatchedTexts(prompt: "Who are you?"))
        #expect(texts(PartitionRules(context: .turnwise)) == MatchedTexts(prompt: "Who are you?", context: ["Hi"]))
        #expect(
            texts(PartitionRules(system: .semantic, context: .turnwise))
                == MatchedTexts(prompt: "Who are you?", context: ["Be brief. Today is ⟨date⟩.", "Hi"]))
        #expect(
            texts(PartitionRules(context: .spliced)).prompt
                == "system###Be brief. Today is ⟨date⟩.|||user###Hi|||assistant###Hello|||user###Who are you?")
        #expect(
            texts(PartitionRules(system: .ignore, context: .spliced)).prompt
                == "user###Hi|||assistant###Hello|||user###Who are you?")
        #expect(MatchedTexts(Self.otherTurn, rules: PartitionRules(context: .last)).context.isEmpty)
    }

    @Test("what tools returned, and what began the answer, always counts", arguments: PartitionRules.Context.allCases)
    func toolsAndPrefill(_ context: PartitionRules.Context) {
        guard context != .spliced else { return }
        let rules = PartitionRules(context: context)
        let prefilled = Self.changed { $0.messages.append(.assistant("I am")) }
        #expect(!share(prefilled, rules))
        let tools = ["3 results", "4 results"].map { result in
            Self.changed { $0.messages.insert(Message(role: "tool", content: result), at: 2) }
        }.map { RequestIdentity($0, rules: rules).partition }
        #expect((tools[0] == tools[1]) == (context == .last))
    }

    @Test(
        "other fields of the matched message, such as an image, must be identical",
        arguments: PartitionRules.Context.allCases)
    func attributes(_ context: PartitionRules.Context) {
        let rules = PartitionRules(context: context)
        #expect(!share(Self.changed { $0.messages[3].attributes["image"] = "a" }, rules))
    }

    @Test(
        "where the caller names the text to match, all messages must be identical",
        arguments: PartitionRules.Context.allCases)
    func namedMatch(_ context: PartitionRules.Context) {
        let rules = PartitionRules(context: context)
        let requests = ["Hi", "Good day"].map { text in
            Self.changed {
                $0.match = "who"
                $0.messages[1].content = text
            }
        }
        let partitions = requests.map { RequestIdentity($0, rules: rules).partition }
        #expect(partitions[0] != partitions[1])
        #expect(MatchedTexts(requests[0], rules: rules) == MatchedTexts(prompt: "who"))
    }

    @Test("an own partition key replaces everything but tenant, user and version")
    func partitionKey() {
        let keyed = Self.changed { $0.partition = "faq" }
        func meets(_ change: (inout CacheRequest) -> Void) -> Bool {
            var other = CacheRequest(tenant: "t", messages: [.user("And you?")], partition: "faq")
            change(&other)
            return RequestIdentity(keyed).partition == RequestIdentity(other).partition
        }
        #expect(meets { _ in })
        #expect(meets { $0.parameters = ["model": "other"] })
        #expect(meets { $0.context = ["doc": 1] })
        #expect(!meets { $0.tenant = "T" })
        #expect(!meets { $0.user = "u" })
        #expect(!meets { $0.version = "2" })
        #expect(!meets { $0.partition = "FAQ" })
        #expect(!meets { $0.partition = nil })
        // The exact tier still knows the whole request.
        #expect(RequestIdentity(keyed).request != RequestIdentity(Self.base).request)
        let other = Self.changed { $0.partition = "other" }
        #expect(RequestIdentity(keyed).request != RequestIdentity(other).request)
    }

    @Test(
        "a prompt that leans on its context needs an identical history, in every mode whose text leaves it out",
        arguments: PartitionRules.Context.allCases)
    func leaning(_ context: PartitionRules.Context) {
        let leaning = LeaningTest(named: "why") { $0 == "Why?" }
        let rules = PartitionRules(context: context, leaning: leaning)
        let holdsHistory = context == .spliced || context == .conversation
        func partition(_ prompt: String, after turn: String, key: String? = nil) -> PartitionDigest {
            let request = Self.changed {
                $0.messages[1].content = turn
                $0.messages[3].content = prompt
                $0.partition = key
            }
            return RequestIdentity(request, rules: rules).partition
        }
        #expect((partition("Why?", after: "a") == partition("Why?", after: "b")) == holdsHistory)
        #expect((partition("Who?", after: "a") == partition("Who?", after: "b")) == (context != .exact))
        #expect(partition("Why?", after: "a") == partition("Why?", after: "a"))
        #expect(
            (partition("Why?", after: "a", key: "k") == partition("Why?", after: "b", key: "k"))
                == holdsHistory)
        #expect(partition("Who?", after: "a", key: "k") == partition("Who?", after: "b", key: "k"))
    }

    @Test(
        "classed sampling parameters are compared by class",
        arguments: [
            (["model": "m", "temperature": 0], true), (["model": "m", "temperature": 0.9], false),
            (["model": "m", "temperature": 0.2, "stream": true, "seed": 7], true),
            (["model": "n", "temperature": 0.2], false),
            (["model": "m", "temperature": 0.2, "max_tokens": 5], false), (["model": "m"], false),
            (["model": "m", "temperature": "steady"], false),
        ] as [(JSONValue, Bool)])
    func sampling(_ parameters: JSONValue, _ isShared: Bool) {
        let other = Self.changed { $0.parameters = parameters }
        #expect(share(other, PartitionRules(sampling: .classed)) == isShared)
        #expect(!share(other, PartitionRules()))
    }

    @Test("temperatures of the usual class meet a request without one")
    func usualTemperature() {
        let partitions = ([nil, ["temperature": 1], ["temperature": 0.5], [:]] as [JSONValue?]).map { parameters in
            RequestIdentity(
                CacheRequest(tenant: "t", messages: [.user("a")], parameters: parameters),
                rules: PartitionRules(sampling: .classed)
            ).partition
        }
        #expect(Set(partitions).count == 1)
    }

    @Test("rules change neither the request digest nor the partition of a request that they leave as it is")
    func stable() {
        let plain = CacheRequest(tenant: "t", messages: [.system("Be brief."), .user("a")], parameters: ["model": "m"])
        #expect(RequestIdentity(plain) == RequestIdentity(plain, rules: PartitionRules(system: .exact)))
        for context in PartitionRules.Context.allCases {
            for system in PartitionRules.System.allCases {
                let rules = PartitionRules(system: system, context: context)
                #expect(RequestIdentity(Self.base, rules: rules).request == RequestIdentity(Self.base).request)
            }
        }
    }

    @Test("partitions of different rules never meet while a store changes from the one to the other")
    func rulesApart() {
        let rules = [
            PartitionRules(system: .ignore), PartitionRules(system: .exact), PartitionRules(context: .last),
            PartitionRules(context: .spliced), PartitionRules(context: .conversation),
            PartitionRules(system: .semantic),
        ]
        let requests = [Self.base, Self.noSystem, Self.fewerTurns]
        var seen: [PartitionDigest: (Int, CacheRequest)] = [:]
        for (number, rules) in rules.enumerated() {
            for request in requests {
                let partition = RequestIdentity(request, rules: rules).partition
                let (other, known) = seen.updateValue((number, request), forKey: partition) ?? (number, request)
                // Different rules may agree on a request that both leave as it is.
                #expect(other == number || known == request)
            }
        }
    }

    @Test("rewriting changes the matched text, but never leaves it empty")
    func rewriting() throws {
        let rules = PartitionRules(rewrites: [
            TextRewrite(try TextPattern(#"(?i)^(please|bitte)\W*"#)), TextRewrite(named: "lower") { $0.lowercased() },
            TextRewrite(try TextPattern(#"(\d+) ?km"#), with: "$1 kilometres"),
        ])
        func prompt(_ text: String) -> String {
            MatchedTexts(CacheRequest(tenant: "t", prompt: text), rules: rules).prompt
        }
        #expect(prompt("Please, how far is 5 km? And 7km?") == "how far is 5 kilometres? and 7 kilometres?")
        #expect(prompt("Please!") == "Please!")
        #expect(RulesFingerprint(rules).text != RulesFingerprint(PartitionRules()).text)
        #expect(RulesFingerprint(rules).wall == RulesFingerprint(PartitionRules()).wall)
    }

    @Test("a fingerprint survives its bytes, and tells rules apart")
    func fingerprints() {
        let rules = [
            PartitionRules(), PartitionRules(system: .exact), PartitionRules(context: .last),
            PartitionRules(sampling: .classed),
            PartitionRules(mask: .none), PartitionRules(leaning: LeaningTest(named: "x") { _ in true }),
        ]
        let fingerprints = rules.map { RulesFingerprint($0) } + [.original]
        #expect(Set(fingerprints).count == fingerprints.count)
        #expect(fingerprints.map { RulesFingerprint(bytes: $0.bytes) } == fingerprints)
        #expect(RulesFingerprint(bytes: [1, 2, 3]) == nil)
        #expect(RulesFingerprint.original.text == RulesFingerprint(PartitionRules()).text)
    }
}
