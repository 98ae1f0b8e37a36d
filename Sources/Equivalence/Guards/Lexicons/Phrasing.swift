/// Words about the request rather than its subject: whose, how much of it, and what the answer shall look like.
enum PhrasingWords {
    static let lists = [
        referents, formats, lengths, audiences, quantifiers, bounds, superlatives, directions, relations, branches,
    ]

    private static let referents = WordList(
        .referent, roles: .function, mergesSynonyms: false,
        """
        my, mine, 我的
        your, yours, 你的, 您的
        his, 他的
        her, hers, 她的
        their, theirs, 他们的, 她们的
        our, ours, 我们的
        its, 它的
        """)

    private static let formats = WordList(
        .outputFormat, mergesSynonyms: false,
        """
        as json, in json, json format, json格式, 用json
        as yaml, in yaml, yaml format, yaml格式, 用yaml
        as xml, in xml, xml format, xml格式
        as csv, in csv, csv format, csv格式
        as table, as a table, in a table, in tabular form, table format, 表格形式, 用表格
        as a list, bullet points, bulleted list, as bullets, bullet list, 用列表, 列表形式
        numbered list
        as markdown, in markdown
        as a poem, as poem
        as an essay
        plain text, 纯文本
        as an email
        as code
        """)

    private static let lengths = WordList(
        .outputLength, mergesSynonyms: false,
        """
        in one sentence, in a sentence, 一句话, 用一句话
        in one paragraph, in a paragraph
        in one word, in a word
        briefly, in brief, concisely, 简要, 简短, 简单介绍, 简单地
        in detail, in depth, in great detail, 详细介绍, 详细说明, 详细
        step by step, 一步一步, 分步
        """)

    private static let audiences = WordList(
        .audience, mergesSynonyms: false,
        """
        beginner, beginners, for dummies, newbie, novice, 初学者, 新手, 入门
        intermediate
        expert, experts, professionals, 专家
        advanced, 高级
        child, kids, for kids, for children, 儿童
        adult, adults, 成人
        """)

    private static let quantifiers = WordList(
        .quantifier, roles: .function, mergesSynonyms: false,
        """
        all, every, each, entire, whole, everything, everyone, 所有, 全部, 一切, 每个, 全
        some, several, few, part of, 部分, 有些, 一些
        only, 只, 仅, 只有, 仅仅
        except, excluding, apart from, other than, besides, 除了, 除去
        most of, 大部分, 大多数
        both, 两者
        unless
        """)

    private static let bounds = WordList(
        .bound, mergesSynonyms: false,
        """
        at least, minimum, no less than, or more, 至少, 最少
        at most, maximum, no more than, up to, 至多, 最多
        exactly, precisely, 正好
        about, around, approximately, roughly, 大约
        less than, fewer than, below, under, 少于, 小于, 低于
        more than, greater than, over, above, 多于, 大于, 高于
        """)

    private static let superlatives = WordList(
        .superlative, mergesSynonyms: false,
        """
        best, top, fastest, easiest, quickest, 最好, 最快
        worst, 最差
        cheapest, 最便宜
        most expensive, 最贵
        slowest, 最慢
        biggest, largest, 最大
        smallest, 最小
        longest, 最长
        shortest, 最短
        tallest, highest, 最高
        lowest, 最低
        oldest
        youngest
        newest
        hardest
        strongest
        weakest
        richest
        poorest
        hottest
        coldest
        safest
        most dangerous
        """)

    private static let directions = WordList(
        .direction, roles: .function, mergesSynonyms: false,
        """
        to, into, onto, towards, 到, 成, 转成, 转换成, 转为, 变成, 翻译成, 换成, 给, 往, 飞往, 至
        from, 从, 由
        than, 比
        over
        on top of
        before, 之前
        after, 之后
        instead of, rather than, 而不是
        against
        """)

    /// What one does to another.
    private static let relations = WordList(
        .relationVerb, mergesSynonyms: false,
        """
        beat, defeat, 打败, 战胜, 击败
        love, 爱, 喜欢
        hate, 讨厌
        kill, 杀死
        hit, 打
        bite, 咬
        call, 打电话
        pay
        owe, 欠
        follow
        help, 帮, 帮助
        teach, 教
        chase, 追
        eat, 吃
        cause, causes, 导致, 引起
        acquire, 收购
        sue, 起诉
        invade, 入侵
        attack, 攻击
        replace, 替换, 代替
        override
        contain, include, 包含
        depend on, depends on, 依赖
        inherit from, extends
        import
        precede
        marry
        see, 看见
        tell, 告诉
        ask, 问
        send, 发
        buy
        sell, 卖给
        invite
        hire
        report to, reports to
        """)

    private static let branches = WordList(
        .branch,
        """
        staging
        production, prod
        develop
        testing
        """)
}
