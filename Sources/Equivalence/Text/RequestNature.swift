/// What a single request is like, whatever it is compared with: whether its answer changes from hour to hour or from
/// person to person, or cannot be understood without the turns before it.
public struct RequestNature: Sendable {
    /// The words that say that the answer is soon out of date ("today", "latest", 天气); empty if none does.
    public let volatile: [String]
    /// The words that say that the answer is the asker's own ("my order", 我的余额).
    public let personal: [String]
    /// The words that lean on what was said before ("and the second one", 继续).
    public let leaning: [String]

    public var isVolatile: Bool { !volatile.isEmpty }
    public var isPersonal: Bool { !personal.isEmpty }
    public var leansOnContext: Bool { !leaning.isEmpty }

    init(tokens: [Token]) {
        volatile = []
        personal = []
        leaning = []
    }
}
