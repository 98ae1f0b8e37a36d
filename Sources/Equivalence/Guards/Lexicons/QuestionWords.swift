/// Words that tell what kind of answer a question wants.
enum QuestionWords {
    // The members of the class `.question` that need names: their lines below.
    static let manner: UInt16 = 0
    static let reason: UInt16 = 1
    static let person: UInt16 = 2
    static let place: UInt16 = 4
    /// Leaves open what is asked for; 怎么 asks how as well as why.
    static let open: UInt16 = 10

    /// Openings that ask for the same: "How do I pay?", "How can I pay?", "How to pay?".
    static let openings = WordList(
        .opening, roles: .function,
        """
        how to, \(howTo), 如何, 怎样, 怎么, 咋, \(howToInChinese)
        where to, \(whereTo)
        哪里可以, 哪里能, 哪儿可以, 哪儿能, 在哪里可以, 在哪里能, 在哪儿可以, 在哪儿能, 在哪可以, 在哪能, 去哪里可以, 去哪里能, 去哪可以, 去哪能
        """)

    private static let howTo =
        askers(of: "how") + ", how does one, what is the way to, what are the steps to, what is the procedure to"
    private static let whereTo = askers(of: "where")
    private static let howToInChinese = "如何才能, 怎样才能, 怎么才能, 怎么样才能, 该如何, 该怎么, 该怎样, 应该如何, 应该怎么, 应该怎样"

    private static func askers(of word: String) -> String {
        ["do", "can", "could", "would", "should", "might"].flatMap { verb in
            ["i", "we", "one"].map { "\(word) \(verb) \($0)" }
        }.joined(separator: ", ")
    }

    static let list = WordList(
        .question, mergesSynonyms: false,
        """
        how, how to, \(howTo), 怎样, 如何
        why, how come, reason, reasons, 为什么, 为何, 为啥, 原因
        who, whom, 谁
        when, what time, what date, 什么时候, 何时, 几点, 啥时候
        where, where to, \(whereTo), 哪里, 哪儿, 何处, 在哪
        how many, how much, what number, 多少
        how long, 多久, 多长时间
        how often
        how old, what age, 多大
        how far, 多远
        what, which, 什么, 哪个, 怎么, 咋, 怎么样, 啥
        """)
}
