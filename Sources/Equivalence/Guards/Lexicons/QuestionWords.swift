/// Words that tell what kind of answer a question wants.
enum QuestionWords {
    // The members of the class `.question` that need names: their lines below.
    static let manner: UInt16 = 0
    static let reason: UInt16 = 1
    static let person: UInt16 = 2
    static let place: UInt16 = 4
    /// Leaves open what is asked for; 怎么 asks how as well as why.
    static let open: UInt16 = 10

    static let list = WordList(
        .question, mergesSynonyms: false,
        """
        how, how to, 怎样, 如何
        why, how come, reason, reasons, 为什么, 为何, 为啥, 原因
        who, whom, 谁
        when, what time, what date, 什么时候, 何时, 几点, 啥时候
        where, 哪里, 哪儿, 何处, 在哪
        how many, how much, what number, 多少
        how long, 多久, 多长时间
        how often
        how old, what age, 多大
        how far, 多远
        what, which, 什么, 哪个, 怎么, 咋, 怎么样, 啥
        """)
}
