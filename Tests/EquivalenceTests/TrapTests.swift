import Testing

@testable import Equivalence

/// Pairs that differ in one thing that changes the answer, by the kind of thing.
enum Traps {
    static let all: [(kind: String, one: String, other: String)] = lists.flatMap { kind, text in
        text.split(separator: "\n").map { line in
            let sides = line.components("|")
            return (kind, sides[0], sides[1])
        }
    }

    private static let lists: [(String, String)] = [
        ("numbers", numbers), ("negation", negation), ("opposites", opposites), ("swaps", swaps), ("order", order),
        ("referents", referents), ("scope", scope), ("verbatim", verbatim), ("questions", questions),
        ("output", output),
    ]

    private static let numbers = """
        Cancel order 4711|Cancel order 4712
        What is 15 % of 200?|What is 16 % of 200?
        Convert 5 kg to stones|Convert 5 lb to stones
        How many calories are in 100 g of rice?|How many calories are in 200 g of rice?
        What happened in 1989?|What happened in 1998?
        Remind me at 5pm to call Peter|Remind me at 6pm to call Peter
        Set an alarm for 17:30|Set an alarm for 18:30
        Book a table for two people|Book a table for four people
        What does £50 buy in London?|What does €50 buy in London?
        How do I install Python 3.11.2?|How do I install Python 3.12.1?
        What is new in version 2.1?|What is new in version 2.2?
        Summarise chapter five|Summarise chapter six
        Is the meeting on Monday?|Is the meeting on Tuesday?
        What is the weather like in May?|What is the weather like in July?
        Meet on 2024-05-01|Meet on 2024-06-01
        How much is two million dollars in euros?|How much is three million dollars in euros?
        What does it cost per month?|What does it cost per year?
        Run the job every 10 minutes|Run the job every 10 hours
        My baby is six weeks old|My baby is six months old
        Transfer $1,500 to Anna|Transfer $1,550 to Anna
        Is half a cup enough?|Is one third of a cup enough?
        Is 37 degrees Celsius a fever?|Is 38 degrees Celsius a fever?
        Set the temperature to 20 Celsius|Set the temperature to 20 Fahrenheit
        What happened on July 4, 1776?|What happened on July 4, 1767?
        Explain HTTP status 404|Explain HTTP status 403
        Which port does IPv4 use?|Which port does IPv6 use?
        Tell me about the iPhone 13|Tell me about the iPhone 14
        二零一六年发生了什么|二零一七年发生了什么
        下午三点开会|下午四点开会
        半斤等于多少克|三斤等于多少克
        Who was the 16th president?|Who was the 17th president?
        How long is a mile?|How long is a kilometer?
        取消订单4711|取消订单4712
        十五的平方是多少|十六的平方是多少
        预订两个人的房间|预订四个人的房间
        3天的行程怎么安排|5天的行程怎么安排
        一百万日元是多少|两百万日元是多少
        星期一开会吗|星期二开会吗
        五月去哪里旅游好|七月去哪里旅游好
        100美元等于多少人民币|100欧元等于多少人民币
        3个月的宝宝吃什么|3岁的宝宝吃什么
        """

    private static let negation = """
        Can I eat eggs on a diet?|Can I not eat eggs on a diet?
        Which foods contain gluten?|Which foods do not contain gluten?
        Is it safe to drink this water?|Is it never safe to drink this water?
        Recipes with sugar|Recipes without sugar
        Does Java support multiple inheritance?|Doesn't Java support multiple inheritance?
        I can log in to my account|I can't log in to my account
        The test is passing|The test isn't passing
        What should I do during an earthquake?|What shouldn't I do during an earthquake?
        Is this mushroom edible?|Is this mushroom inedible?
        Is sugar free of fat?|Is sugar not free of fat?
        Can cats see colours?|Can cats not see colours?
        Which countries have nuclear weapons?|Which countries have no nuclear weapons?
        People who drink coffee|People who never drink coffee
        Is smoking harmful?|Is smoking harmless?
        Explain connected graphs|Explain disconnected graphs
        Is the statement true?|Is the statement untrue?
        Is it legal to park here?|Is it illegal to park here?
        这种蘑菇能吃|这种蘑菇不能吃
        糖尿病人可以吃什么水果|糖尿病人不可以吃什么水果
        电脑有声音怎么办|电脑没有声音怎么办
        他喜欢我怎么办|他不喜欢我怎么办
        怀孕了怎么办|没怀孕怎么办
        """

    private static let opposites = """
        How do I turn on dark mode?|How do I turn off dark mode?
        How do I subscribe to the newsletter?|How do I unsubscribe from the newsletter?
        How do I lock the screen?|How do I unlock the screen?
        What makes water evaporate?|What makes water condense?
        How do I show hidden files?|How do I hide hidden files?
        How do I add a column in SQL?|How do I drop a column in SQL?
        Which stocks went up?|Which stocks went down?
        How do I check in online?|How do I check out online?
        How do I compress a folder?|How do I decompress a folder?
        Why are prices rising?|Why are prices falling?
        How do I zoom in?|How do I zoom out?
        What are the benefits of fasting?|What are the risks of fasting?
        How do I make my hair thicker?|How do I make my hair thinner?
        The maximum speed of a train|The minimum speed of a train
        What are the symptoms of hyperthyroidism?|What are the symptoms of hypothyroidism?
        How do I accept the invitation?|How do I decline the invitation?
        How do I push a branch?|How do I pull a branch?
        How do I mute a channel?|How do I unmute a channel?
        How do I enable two-factor authentication?|How do I disable two-factor authentication?
        What should I eat before a run?|What should I eat after a run?
        How can I increase my blood pressure?|How can I decrease my blood pressure?
        How do I open a bank account?|How do I close a bank account?
        Should I buy Tesla shares?|Should I sell Tesla shares?
        What is the boiling point of water?|What is the freezing point of water?
        How do I import a CSV file?|How do I export a CSV file?
        Why can I not log in?|Why can I not log out?
        How do I upgrade my plan?|How do I downgrade my plan?
        How do I create a user?|How do I delete a user?
        How do I send money?|How do I receive money?
        How do I start the server?|How do I stop the server?
        How do I encrypt a file?|How do I decrypt a file?
        How do I upload a photo?|How do I download a photo?
        What are the advantages of solar power?|What are the disadvantages of solar power?
        Sort the list in ascending order|Sort the list in descending order
        What is the best phone?|What is the worst phone?
        What is the highest mountain in Spain?|What is the lowest mountain in Spain?
        How do I follow someone?|How do I unfollow someone?
        How to gain weight fast|How to lose weight fast
        Turn left at the light|Turn right at the light
        Is it cheaper to lease?|Is it more expensive to lease?
        How can I speed up the video?|How can I slow down the video?
        Which animals are active?|Which animals are inactive?
        Increasing the font size in Word|Decreasing the font size in Word
        怎么打开蓝牙|怎么关闭蓝牙
        如何增加体重|如何减少体重
        怎么登录账号|怎么退出账号
        怎样上传文件|怎样下载文件
        饭前吃药好吗|饭后吃药好吗
        现在买房好吗|现在卖房好吗
        水的沸点是多少|水的冰点是多少
        这样做的优点是什么|这样做的缺点是什么
        如何升级系统|如何降级系统
        怎么安装驱动|怎么卸载驱动
        怎么开灯|怎么关灯
        血压高怎么办|血压低怎么办
        """

    private static let swaps = """
        How do I sort a list in Python?|How do I sort a list in Java?
        How do I reverse a string in JavaScript?|How do I reverse a string in C#?
        Connect to PostgreSQL from Node.js|Connect to MySQL from Node.js
        How do I take a screenshot on Windows?|How do I take a screenshot on Linux?
        What is the capital of France?|What is the capital of Germany?
        Which vaccines do I need for Kenya?|Which vaccines do I need for Brazil?
        Say thank you in Japanese|Say thank you in Korean
        Opening a shop in Texas|Opening a shop in Florida
        How do I remove a stain of wine?|How do I remove a stain of coffee?
        Is my niece entitled to a pension?|Is my nephew entitled to a pension?
        What is the area of a circle?|What is the perimeter of a circle?
        What is the square root of 2?|What is the cube root of 2?
        How does TCP work?|How does UDP work?
        Implement quicksort|Implement mergesort
        How do I dye cotton?|How do I dye wool?
        How far is Mars?|How far is Venus?
        What is the capital of Peru?|What is the population of Peru?
        How do I apply to Oxford?|How do I apply to Harvard?
        How do I treat a cough?|How do I treat a fever?
        What did Einstein say about time?|What did Newton say about time?
        Compare Kant with Hume|Compare Kant with Hegel
        What does the heart do?|What does the liver do?
        How do I cook rice?|How do I cook pasta?
        Jokes about lawyers|Jokes about doctors
        How do I clean a keyboard?|How do I clean a camera?
        Best time to visit in winter|Best time to visit in summer
        Is Saturn bigger than Earth?|Is Jupiter bigger than Earth?
        Best restaurants in Paris|Best restaurants in London
        Translate this sentence to French|Translate this sentence to Spanish
        Who is the CEO of Google?|Who is the CEO of Microsoft?
        What is the dose of ibuprofen for a child?|What is the dose of paracetamol for a child?
        How long do dogs live?|How long do cats live?
        Paint the wall red|Paint the wall blue
        A present for my mother|A present for my father
        Write an email to Alice|Write an email to Bob
        What did Alan Turing invent?|What did Konrad Zuse invent?
        How old is Tom Hanks?|How old is Tom Cruise?
        Flights from New York to Boston|Flights from New York to Chicago
        Deploy to staging|Deploy to production
        How do I uninstall Docker?|How do I uninstall Kubernetes?
        How many bones are in the foot of a horse?|How many bones are in the foot of a cow?
        Learn to play the guitar|Learn to play the piano
        What is the melting point of iron?|What is the melting point of copper?
        Convert PDF to text|Convert DOCX to text
        Which visa do Indians need?|Which visa do Americans need?
        What is the population of Osnabrück?|What is the population of Tübingen?
        The history of football|The history of basketball
        用Python读取文件|用Java读取文件
        北京有什么好吃的|上海有什么好吃的
        法国的首都是哪里|德国的首都是哪里
        狗能吃巧克力吗|猫能吃巧克力吗
        布洛芬一天吃几次|阿司匹林一天吃几次
        给妈妈买什么礼物|给爸爸买什么礼物
        红色的车好看吗|蓝色的车好看吗
        微信怎么注销|支付宝怎么注销
        苹果手机怎么截图|安卓手机怎么截图
        怎么学好物理|怎么学好化学
        谷歌的总部在哪里|微软的总部在哪里
        """

    private static let order = """
        Merge develop into main|Merge main into develop
        How do I convert Celsius to Fahrenheit?|How do I convert Fahrenheit to Celsius?
        Flights from Paris to London|Flights from London to Paris
        Convert JSON to XML|Convert XML to JSON
        Is Java faster than Go?|Is Go faster than Java?
        Is gold heavier than lead?|Is lead heavier than gold?
        Did Germany invade Poland?|Did Poland invade Germany?
        Translate from English to German|Translate from German to English
        Did the dog bite the man?|Did the man bite the dog?
        Does smoking cause stress?|Does stress cause smoking?
        Copy the photos from the phone to the laptop|Copy the photos from the laptop to the phone
        Use tabs instead of spaces|Use spaces instead of tabs
        把美元换成欧元|把欧元换成美元
        从北京到上海的火车|从上海到北京的火车
        中国比印度大吗|印度比中国大吗
        把Word转成PDF|把PDF转成Word
        猫追老鼠|老鼠追猫
        """

    private static let referents = """
        Review my changes|Review your changes
        What is my name?|What is your name?
        Where is his car?|Where is her car?
        What is their address?|What is our address?
        我的生日是哪天|你的生日是哪天
        他的电话是多少|她的电话是多少
        """

    private static let scope = """
        Delete all files in the folder|Delete some files in the folder
        Show only the errors|Show the errors
        List all users except admins|List all users
        Who was the first king of Spain?|Who was the last king of Spain?
        Print at least five pages|Print at most five pages
        Explain recursion for beginners|Explain recursion for experts
        What does it cost per week?|What does it cost per month?
        Show the previous page|Show the next page
        Which values are above the mean?|Which values are below the mean?
        删除所有文件|删除部分文件
        只显示错误|显示错误
        至少要买几个|至多要买几个
        第一次世界大战|第二次世界大战
        """

    private static let verbatim = """
        What does ls -l do?|What does ls -a do?
        Explain git push --force|Explain git push --tags
        Open /etc/hosts in an editor|Open /etc/passwd in an editor
        What does user_name hold?|What does user_id hold?
        Summarise https://example.com/one|Summarise https://example.com/two
        Write to anna@example.com|Write to anne@example.com
        What does read_csv() return?|What does read_json() return?
        Fix main.py|Fix test.py
        Where is parcel A1B2C3D4?|Where is parcel A1B2C3D5?
        What does "hello world" mean?|What does "hello there" mean?
        文件config.yaml在哪里|文件config.json在哪里
        """

    private static let questions = """
        How was the wall built?|Why was the wall built?
        When did Mozart die?|How did Mozart die?
        Who built the tower?|When was the tower built?
        Where do penguins sleep?|When do penguins sleep?
        How much does it weigh?|How long is it?
        怎样养猫|为什么养猫
        他什么时候来|他为什么来
        谁发明了电话|什么时候发明了电话
        """

    private static let output = """
        Explain photosynthesis in one sentence|Explain photosynthesis in detail
        List the planets as JSON|List the planets as a table
        Answer in French: who was Newton?|Answer in German: who was Newton?
        Describe the moon as a poem|Describe the moon as an essay
        用中文回答什么是黑洞|用英文回答什么是黑洞
        """
}

extension Substring {
    /// The parts between a separator.
    func components(_ separator: Character) -> [String] { split(separator: separator).map(String.init) }
}

@Suite struct TrapTests {
    @Test(arguments: Traps.all.map { "\($0.kind)|\($0.one)|\($0.other)" })
    func vetoes(_ trap: String) {
        let parts = trap[...].components("|")
        let pair = PromptPair(PromptText(parts[1]), PromptText(parts[2]))
        #expect(Guards.standard.examine(pair).veto != nil)
        #expect(Guards.standard.examine(PromptPair(pair.right, pair.left)).veto != nil)
    }

    @Test(
        "are the same evidence whichever text comes first", arguments: [Traps.all.map { [$0.one, $0.other] }, mixed])
    func symmetry(_ pairs: [[String]]) {
        for pair in pairs {
            let texts = (PromptText(pair[0]), PromptText(pair[1]))
            let (one, other) = (PromptPair(texts.0, texts.1), PromptPair(texts.1, texts.0))
            #expect(
                PairFeatures(one, similarity: 0.9, doubtCount: 0).values
                    == PairFeatures(other, similarity: 0.9, doubtCount: 0).values, "\(pair)")
            let vetoes = (Guards.standard.examine(one).veto?.guardName, Guards.standard.examine(other).veto?.guardName)
            #expect(vetoes.0 == vetoes.1, "\(pair)")
        }
    }

    /// Words in several orders, so that alignments have ties.
    private static let mixed: [[String]] = {
        let words = ["alpha", "from", "Berlin", "beta", "to", "Paris", "is", "not"]
        func text(_ seed: Int) -> String {
            (0..<5).map { words[seed >> (3 * $0) & 7] }.joined(separator: " ")
        }
        return (0..<400).map { [text($0 * 7_919), text($0 * 104_729 + 3)] }
    }()

    /// Rewordings that ask for the same.
    static let sameRequests = """
        How do I turn on dark mode?|how do i turn on dark mode
        How do I turn on dark mode?|How can I turn dark mode on?
        What's the capital of France?|What is the capital of France?
        Don't show ads|Do not show ads
        Please tell me how to bake bread|Tell me how to bake bread
        How do I reset my password?|How do I reset my pasword?
        How do I reset my password?|How do I rest my password?
        What is the capital of the USA?|What is the capital of the United States?
        How do I sort an array in JS?|How do I sort an array in JavaScript?
        What costs 1,000 dollars?|What costs $1000?
        What costs one thousand dollars?|What costs 1000 dollars?
        What can I buy for £50?|What can I buy for 50 pounds?
        Who was the fifth president?|Who was the 5th president?
        Wake me at 5pm|Wake me at 5 PM
        Wake me at 5pm|Wake me at 17:00
        Is a dog a mammal?|Are dogs mammals?
        How do I install Postgres?|How do I install PostgreSQL?
        Could you explain recursion, please?|Please explain recursion.
        what is the weight of a blue whale|What's the weight of blue whales???
        Hi, how can I cancel my subscription?|How can I cancel my subscription? Thanks!
        Which fruits are good for me?|which fruits are good for me
        20 percent of 300|20 % of 300
        Convert 5 km to miles|Convert 5 kilometers to miles
        How do I write a CV?|How to write a CV?
        Is it safe or not?|Is it safe?
        I can't log in|I cannot log in
        I cant log in|I can not log in
        How many people live in New York?|How many people live in NYC?
        What is my name?|what's my name
        The man was bitten by the dog|The dog bit the man
        Explain how a transistor works|Explain how transistors work
        What is 2 million in figures?|What is two million in figures?
        How do I boil an egg?|How do I boil one egg?
        How does a fridge work?|How does a refrigerator work?
        能不能退款|可以退款吗
        你是不是机器人|你是机器人吗
        有没有好看的电影|有好看的电影吗
        请问怎么开发票|怎么开发票
        一百块能买什么|100块能买什么
        两个人怎么玩|2个人怎么玩
        美国的首都是哪里|美国首都是哪里
        他是否会来|他会来吗
        这个不错吧|这个还不错
        怎么取消订单？|怎么取消订单
        如何取消订单|怎样取消订单
        谢谢，如何取消订单|如何取消订单呢
        喜不喜欢我|喜欢我吗
        你好，北京天气怎么样|北京天气怎么样？
        iPhone 7怎么截图|iphone7怎么截图
        5万元|50000元
        """

    @Test(arguments: Self.sameRequests.split(separator: "\n").map(String.init))
    func keeps(_ line: String) {
        let parts = line[...].components("|")
        let pair = PromptPair(PromptText(parts[0]), PromptText(parts[1]))
        #expect(Guards.standard.examine(pair).veto == nil)
        #expect(Guards.standard.examine(PromptPair(pair.right, pair.left)).veto == nil)
    }

    @Test(arguments: [
        "", " ", "?!", "\u{0}", "'", "\"", "-", "--", "a'", "'s", "5'3", "1:", "1:2", "//", "...", "日", "🙂🙂", "é",
        "\u{301}", "$", "%",
        "999999999999999999999999", "九九九九九九九九九九九九九九九九九九亿亿亿亿", "million million million million million million",
        "1e5 trillion trillion trillion", "\u{FEFF}你\u{200B}好", "مرحبا كيف حالك", "Привет, как дела?", "日本語のテキスト",
        "한국어 텍스트",
    ])
    func survivesAnyText(_ text: String) {
        let prompt = PromptText(text)
        #expect(Guards.standard.examine(PromptPair(prompt, prompt)).veto == nil)
        _ = Guards.standard.examine(PromptPair(prompt, PromptText("How do I open 5 files?")))
        _ = Guards.standard.examine(PromptPair(PromptText("不是吗"), prompt))
    }

    @Test func refusesTextsTooLongToCompare() {
        let long = PromptText(String(repeating: "word ", count: 20_000))
        #expect(Guards.standard.examine(PromptPair(long, long)).veto?.guardName == "length")
    }
}
