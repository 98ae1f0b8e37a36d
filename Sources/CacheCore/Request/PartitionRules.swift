/// What must be identical before two prompts of a tenant may be compared by meaning, and what is compared.
///
/// Tenant, user and version always are part of the wall. Of the rest:
///
/// - `parameters` (model, tools, response format, sampling) by the `sampling` rule, and `context` as it is;
/// - system prompts by the `system` rule;
/// - earlier turns by the `context` rule;
/// - a caller's own `CacheRequest.partition` replaces all of these.
///
/// Walls that are too low serve wrong answers, walls that are too high serve none: real system prompts carry
/// dates, names and ids. The defaults blank only what is safe to blank in nearly every prompt.
public struct PartitionRules: Sendable, Equatable {
    /// How system prompts (roles `system` and `developer`) are compared.
    public enum System: String, Sendable, CaseIterable {
        /// Byte for byte.
        case exact
        /// Byte for byte, after `mask` has blanked dates, ids and the like.
        case masked
        /// By meaning, like prompts, after masking.
        case semantic
        /// Not at all.
        case ignore
    }

    /// How the turns before the matched one are compared.
    public enum Context: String, Sendable, CaseIterable {
        /// All of them must be identical.
        case exact
        /// Each earlier user turn must mean the same as its counterpart. Answers in between are not compared, but
        /// their number and roles must be equal; what tools returned must be identical.
        case turnwise
        /// The whole conversation is matched as one text, `role###content` joined by `|||`: what the original
        /// ModelCache does.
        case spliced
        /// The whole conversation is matched as one text, the last message first (see `ConversationText`): the form in
        /// which a verifier reads conversations. Number and roles of the turns may differ. What tools returned must be
        /// identical, and where the prompt leans on its context, what the text leaves out of long answers.
        case conversation
        /// Not at all. Dangerous wherever prompts refer to what was said before, so it is for tenants whose
        /// prompts stand alone.
        case last

        /// Whether the matched text holds the earlier turns too.
        var matchesHistory: Bool { self == .spliced || self == .conversation }
    }

    /// How request parameters are compared.
    public enum Sampling: String, Sendable, CaseIterable {
        /// All must be equal.
        case exact
        /// Those that only steer how an answer is drawn are compared by class, those that only steer how it is
        /// delivered not at all; see `SamplingClass`. All others must be equal.
        case classed
    }

    public var system: System
    public var context: Context
    public var sampling: Sampling
    /// What is blanked in system prompts before they are compared (`masked` and `semantic`).
    public var mask: TextMask
    /// Changes to matched texts before they are embedded and compared, in this order.
    public var rewrites: [TextRewrite]
    /// Tells prompts that make no sense without what was said before ("and the second one?"). They are matched by
    /// meaning only under an identical history, in every context mode whose matched text does not hold the history.
    public var leaning: LeaningTest
    /// Tells prompts whose answers are soon out of date or the asker's own. Shapes neither walls nor texts.
    public var nature = NatureTest.lasting

    public init(
        system: System = .masked, context: Context = .exact, sampling: Sampling = .exact,
        mask: TextMask = .standard, rewrites: [TextRewrite] = [], leaning: LeaningTest = .never
    ) {
        self.system = system
        self.context = context
        self.sampling = sampling
        self.mask = mask
        self.rewrites = rewrites
        self.leaning = leaning
    }
}

/// A test whether a text leans on what was said before it.
///
/// The name stands for the function in stores, because functions cannot be compared: a changed function needs a
/// new name.
public struct LeaningTest: Sendable, Equatable {
    public let name: String
    private let test: @Sendable (String) -> Bool

    public init(named name: String, _ test: @escaping @Sendable (String) -> Bool) {
        self.name = name
        self.test = test
    }

    /// Takes every text to stand alone.
    public static let never = LeaningTest(named: "never") { _ in false }

    public func callAsFunction(_ text: String) -> Bool {
        test(text)
    }

    public static func == (left: LeaningTest, right: LeaningTest) -> Bool {
        left.name == right.name
    }
}

/// Identifies rules in a store, so that a change of them is noticed.
public struct RulesFingerprint: Sendable, Hashable {
    /// Of everything that shapes partitions.
    public let wall: Digest
    /// Of everything that shapes the matched text, and with it the stored vector.
    public let text: Digest

    public init(_ rules: PartitionRules) {
        var wall = DigestInput("modelcache rules 1")
        rules.describeWall(to: &wall)
        self.wall = wall.digest
        var text = DigestInput("modelcache matched text 1")
        rules.describeText(to: &text)
        self.text = text.digest
    }

    /// Reads what `bytes` wrote; nil for anything that is not 64 bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard let wall = Digest(bytes: bytes.prefix(32)), let text = Digest(bytes: bytes.dropFirst(32)) else {
            return nil
        }
        self.wall = wall
        self.text = text
    }

    public var bytes: [UInt8] { wall.bytes + text.bytes }

    /// How entries were filed before stores kept a fingerprint.
    public static let original = RulesFingerprint()

    private init() {
        wall = DigestInput("modelcache rules 0").digest
        text = RulesFingerprint(PartitionRules()).text
    }
}

extension PartitionRules {
    func describeWall(to input: inout DigestInput) {
        input.append(system.rawValue)
        input.append(context.rawValue)
        input.append(sampling.rawValue)
        mask.describe(to: &input)
        input.append(leaning.name)
    }

    fileprivate func describeText(to input: inout DigestInput) {
        switch context {
        case .spliced:
            input.append(system.rawValue)
            mask.describe(to: &input)
        case .conversation: input.append(context.rawValue)
        case .exact, .turnwise, .last: break
        }
        input.append(count: rewrites.count)
        for rewrite in rewrites { input.append(rewrite.name) }
    }
}
