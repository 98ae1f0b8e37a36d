/// Words that carry a sentence rather than its subject, contractions and irregular forms.
enum FunctionWords {
    static let all: [(Lexicon.Roles, String)] = [
        (.article, "a an the"),
        (.courtesy, courtesy),
        (.function, english),
        (.function, chinese),
        ([.function, .negation], "not never without no none nobody nothing neither nor cannot hardly non"),
        ([.function, .negation], chineseNegations),
        (.settled, settled),
    ]

    private static let chineseNegations = """
        不 没 没有 无 未 勿 别 不要 不能 不会 不是 无法 不可以 不用
        不想 不让 不再 从不 从未 从来不 从来没 绝不 并非 不必 不该 不应该 不需要 禁止
        """

    private static let courtesy = """
        please pls plz kindly thanks thx thank_you thank_you_very_much thanks_a_lot thanks_in_advance many_thanks cheers
        hi hello hey dear guys folks good_morning good_afternoon good_evening excuse_me
        tell_me please_tell_me can_you_tell_me could_you_tell_me can_you_please could_you_please would_you_please
        i_would_like_to_know i_want_to_know i_need_to_know do_you_know does_anyone_know does_anybody_know do_you_happen_to_know
        quick_question i_have_a_question i_was_wondering i_am_wondering just_wondering any_idea please_help please_help_me
        sorry_to_bother_you
        请 请问 谢谢 多谢 谢谢你 谢谢你们 谢谢了 感谢 麻烦 麻烦你 麻烦您 麻烦问一下 麻烦问下 劳驾 劳烦 你好 您好 大家好 求助 急 急急急
        拜托 跪求 求 呢 啊 吧 呀 啦 嘛 哦 噢 哈 喔 哎 唉 问一下 问下 请教 请教一下 请教下 想请教 想请教一下 想问 想问一下 想问下 我想问
        我想问一下 我想问下 我想知道 想知道 想请问 咨询一下 咨询下 想咨询 想咨询一下 打扰一下 打扰了 在吗 亲 各位 大神 请帮我 请帮忙
        帮我 帮忙 帮帮忙 帮我看看 帮忙看看 帮我看一下 帮忙看一下 麻烦帮我 麻烦帮忙 有没有人知道 谁知道
        """

    private static let english = """
        is are am was were be been being do does did done have has had having will would shall should can could may might
        must i me you he him she it we us they them this that these those there here of in at by for with about as into
        from and or but if then so than also just really very actually exactly basically simply quickly easily possible way ways what
        which who whom whose when where why how much many some any all each every one ones get got make made thing things
        please to on up out over such same other another my your his her its our their mine yours let lets s t d ll re ve m
        want need like know tell show give explain help best good find use
        """

    private static let chinese = """
        的 了 着 过 得 地 是 在 有 和 与 及 或 也 都 就 还 又 而 但 但是 因为 所以 如果 我 你 他 她 它 我们 你们 他们 这 那 这个 那个 这些 那些
        什么 怎么 怎样 如何 为什么 吗 哪 哪里 哪个 谁 几 多少 个 只 些 种 要 会 能 可以 想 让 被 把 给 对 从 到 向 比 用 以 之 其 啥 咋 么
        """

    /// Words with a negating character that negate nothing.
    private static let settled = """
        不错 不好意思 不客气 差不多 不过 不同 不仅 不但 不断 不管 不论 无论 不得不 不好意思
        特别 别人 区别 分别 级别 性别 类别 个别 识别 鉴别 别墅 别名 告别 非常
        非洲 除非 是非 无线 无锡 无聊 无限 没事 没关系 对不起 来不及 不久 不知道 不知
        不少 了不起 不止 不然 不如 不由 无数 未来 是否 能否 可否 会否 南非 莫名
        莫非 无所谓 十分 百分 or_not whether_or_not if_not why_not not_only no_matter 不锈钢 不孕 不良 不足
        无花果 无人机 没收 未婚 未必 恨不得 不时 舍不得 看不起 非主流 无极 无双 不见 不见不散
        感激不尽 要不 大不列颠 不一样 只要 谁有 谁能 有谁 谁可以 谁能帮 辨别 别的 三无
        无敌 无语 不懂 不明白 免费
        """

    static let contractions: [(String, String)] = [
        ("don't", "do not"), ("dont", "do not"), ("doesn't", "does not"), ("doesnt", "does not"), ("didn't", "did not"),
        ("didnt", "did not"), ("can't", "can not"), ("cant", "can not"), ("cannot", "can not"), ("won't", "will not"),
        ("wont", "will not"), ("isn't", "is not"), ("isnt", "is not"), ("aren't", "are not"), ("arent", "are not"),
        ("wasn't", "was not"), ("wasnt", "was not"), ("weren't", "were not"), ("werent", "were not"),
        ("hasn't", "has not"), ("hasnt", "has not"), ("haven't", "have not"), ("havent", "have not"),
        ("hadn't", "had not"), ("hadnt", "had not"), ("shouldn't", "should not"), ("shouldnt", "should not"),
        ("wouldn't", "would not"), ("wouldnt", "would not"), ("couldn't", "could not"), ("couldnt", "could not"),
        ("mustn't", "must not"), ("mustnt", "must not"), ("needn't", "need not"), ("ain't", "is not"),
        ("shan't", "shall not"), ("mightn't", "might not"),
        ("what's", "what is"), ("whats", "what is"), ("who's", "who is"), ("whos", "who is"), ("where's", "where is"),
        ("wheres", "where is"), ("when's", "when is"), ("how's", "how is"), ("hows", "how is"), ("why's", "why is"),
        ("that's", "that is"), ("thats", "that is"), ("there's", "there is"), ("theres", "there is"),
        ("it's", "it is"), ("he's", "he is"), ("she's", "she is"), ("here's", "here is"), ("let's", "let us"),
        ("i'm", "i am"), ("im", "i am"), ("i've", "i have"), ("ive", "i have"), ("i'll", "i will"), ("i'd", "i would"),
        ("you're", "you are"), ("youre", "you are"), ("you've", "you have"), ("you'll", "you will"),
        ("you'd", "you would"),
        ("we're", "we are"), ("we've", "we have"), ("we'll", "we will"), ("we'd", "we would"),
        ("they're", "they are"), ("theyre", "they are"), ("they've", "they have"), ("they'll", "they will"),
        ("they'd", "they would"), ("how'd", "how did"), ("gonna", "going to"), ("wanna", "want to"),
        ("gotta", "got to"),
        ("w/o", "without"), ("ur", "your"),
    ]

    /// A lemma, then its irregular forms.
    static let irregularForms = """
        be is are am was were been being
        do does did done doing
        have has had having
        can could
        use used uses using
        tie tied tying
        quit quitting
        write writing
        go goes went gone going
        buy bought
        sell sold
        send sent
        get got gotten
        give gave given
        take took taken
        make made
        begin began begun
        write wrote written
        read reading
        speak spoke spoken
        win won
        lose lost losing
        rise rose risen
        fall fell fallen
        grow grew grown
        shrink shrank shrunk
        hide hid hidden
        find found
        teach taught
        learn learnt
        lend lent
        spend spent
        build built
        break broke broken
        forget forgot forgotten
        hold held
        keep kept
        leave left
        meet met
        pay paid
        eat ate eaten
        drink drank drunk
        drive drove driven
        fly flew flown
        sleep slept
        wake woke woken
        catch caught
        throw threw thrown
        bring brought
        think thought
        tell told
        say said
        know knew known
        see saw seen
        come came
        become became
        run ran
        swim swam swum
        sing sang sung
        choose chose chosen
        freeze froze frozen
        bite bit bitten
        beat beaten
        strike struck
        shoot shot
        steal stole stolen
        stop stopped stopping
        man men
        woman women
        child children
        person people
        foot feet
        tooth teeth
        mouse mice
        die died dying dies
        lie lying
        news news
        windows windows
        always always
        his his
        this this
        does does
        """
}
