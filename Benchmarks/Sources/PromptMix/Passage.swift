/// Text of a wanted length, the same for the same seed: what a prompt is about, or a prompt that nobody has asked before.
public enum Passage {
    /// An English passage of about as many tokens as words.
    public static func story(seed: UInt64, wordCount: Int) -> String {
        var random = SeededRandom(seed: seed &* 2 &+ 1)
        let words = (0..<max(1, wordCount)).map { _ in english.randomElement(using: &random)! }
        return words.joined(separator: " ") + "."
    }

    /// A Chinese passage; a word has two characters, about one and a half tokens.
    public static func chineseStory(seed: UInt64, wordCount: Int) -> String {
        var random = SeededRandom(seed: seed &* 2)
        return (0..<max(1, wordCount)).map { _ in chinese.randomElement(using: &random)! }.joined() + "。"
    }

    private static let english = """
        harbour violet engine sudden letter winter protocol basket lantern merchant algorithm copper valley whisper ledger \
        orchard signal granite kettle monsoon archive saddle turbine meadow cipher pilot canvas glacier ribbon furnace \
        compass village thunder needle syrup cathedral magnet orbit plaster willow budget anchor fossil tunnel feather \
        mirror oxygen parcel quarry rudder statue ticket umbrella vessel walnut yarn zebra acrobat bishop candle
        """.split(separator: " ").map(String.init)
    private static let chinese = """
        港口 引擎 冬天 协议 灯笼 商人 算法 山谷 果园 信号 水壶 季风 档案 草地 密码 飞行 画布 冰川 丝带 火炉 罗盘 村庄 雷声 糖浆 \
        教堂 磁铁 轨道 石膏 柳树 预算 化石 隧道 羽毛 镜子 氧气 包裹 矿山 雕像 雨伞 船只 核桃 斑马 杂技 蜡烛 书信 铜钱 花园 河流
        """.split(separator: " ").map(String.init)
}
