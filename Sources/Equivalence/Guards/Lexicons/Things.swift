/// People, animals, food, colours and other things of which a request names one.
enum ThingWords {
    static let lists = [
        family, persons, animals, colours, food, drugs, elements, sports, subjects, organs, instruments, vehicles,
        professions,
    ]

    private static let family = WordList(
        .family,
        """
        mother, mom, mum, mommy, 妈妈, 母亲, 妈
        father, dad, daddy, 爸爸, 父亲, 爸
        brother, 哥哥, 弟弟, 兄弟
        sister, 姐姐, 妹妹, 姐妹
        son, 儿子
        daughter, 女儿
        husband, 丈夫, 老公
        wife, 妻子, 老婆
        grandmother, grandma, 奶奶, 外婆, 姥姥
        grandfather, grandpa, 爷爷, 外公
        uncle, 叔叔, 舅舅
        aunt, aunty, 阿姨, 姑姑
        cousin, 表哥
        nephew, 侄子
        niece
        boyfriend, bf, 男朋友, 男友
        girlfriend, gf, 女朋友, 女友
        """)

    private static let persons = WordList(
        .person, mergesSynonyms: false,
        """
        man, boy, guy, male, gentleman, 男人, 男士, 男性, 男的, 男孩, 男孩子, 男生
        woman, girl, lady, female, 女人, 女士, 女性, 女的, 女孩, 女孩子, 女生
        child, children, kid, kids, 孩子, 小孩
        baby, babies, infant, 宝宝, 婴儿
        alice
        bob
        john
        joan
        jane
        mary
        peter
        paul
        anna
        tom
        tim
        jim
        jack
        james
        david
        daniel
        michael
        michelle
        maria
        marie
        sarah
        emma
        lisa
        laura
        george
        robert
        thomas
        kevin
        trump, donald trump, 特朗普
        hillary, clinton, hillary clinton, 希拉里
        obama, barack obama, 奥巴马
        modi, narendra modi
        putin
        刘德华
        周杰伦
        张三
        李四
        王五
        小明
        小红
        小李
        小王
        """)

    private static let animals = WordList(
        .animal,
        """
        dog, puppy, 狗, 小狗, 狗狗
        cat, kitten, 猫, 小猫, 猫咪
        horse, 马
        cow, 牛, 奶牛
        pig, 猪
        sheep, 羊
        goat, 山羊
        chicken, 鸡
        duck, 鸭, 鸭子
        rabbit, bunny, 兔子
        hamster, 仓鼠
        mouse, 老鼠
        rat
        snake, 蛇
        lion, 狮子
        tiger, 老虎
        leopard
        elephant, 大象
        bear, 熊
        wolf, 狼
        fox, 狐狸
        monkey, 猴子
        bird, 鸟
        parrot, 鹦鹉
        eagle
        fish, 鱼
        shark, 鲨鱼
        whale, 鲸鱼
        dolphin, 海豚
        turtle, tortoise, 乌龟
        frog, 青蛙
        spider, 蜘蛛
        ant, 蚂蚁
        bee, 蜜蜂
        crocodile, 鳄鱼
        cobra
        """)

    private static let colours = WordList(
        .colour,
        """
        red, 红色, 红
        green, 绿色, 绿
        blue, 蓝色, 蓝
        yellow, 黄色
        orange, 橙色
        purple, 紫色
        pink, 粉色, 粉红色
        brown, 棕色
        black, 黑色, 黑
        white, 白色
        grey, gray, 灰色
        golden, 金色
        silver, 银色
        """)

    private static let food = WordList(
        .food,
        """
        rice, 米饭, 大米
        bread, 面包
        pasta, 意大利面
        pizza, 披萨
        noodles, 面条
        beef, 牛肉
        pork, 猪肉
        lamb, mutton, 羊肉
        chicken, 鸡肉
        fish, 鱼
        shrimp, prawn, 虾
        egg, eggs, 鸡蛋
        milk, 牛奶
        cheese, 奶酪
        butter, 黄油
        yogurt, 酸奶
        coffee, 咖啡
        tea, 茶
        beer, 啤酒
        wine, 红酒, 葡萄酒
        alcohol, 酒, 白酒
        water, 水
        whiskey, whisky, 威士忌
        vodka
        juice, 果汁
        apple, apples, 苹果
        banana, bananas, 香蕉
        orange, oranges, 橙子
        mango, mangoes, 芒果
        grape, grapes, 葡萄
        strawberry, strawberries, 草莓
        lemon, lemons, 柠檬
        watermelon, 西瓜
        peach, 桃子
        pear, 梨
        potato, potatoes, 土豆
        tomato, tomatoes, 西红柿, 番茄
        carrot, carrots, 胡萝卜
        onion, onions, 洋葱
        garlic, 大蒜
        spinach, 菠菜
        cabbage, 白菜
        sugar, 糖
        salt, 盐
        honey, 蜂蜜
        chocolate, 巧克力
        cake, 蛋糕
        饺子
        包子
        馒头
        """)

    private static let drugs = WordList(
        .drug,
        """
        ibuprofen, advil, 布洛芬
        paracetamol, acetaminophen, tylenol, 对乙酰氨基酚, 扑热息痛
        aspirin, 阿司匹林
        naproxen, aleve
        amoxicillin, 阿莫西林
        penicillin, 青霉素
        azithromycin
        ciprofloxacin
        doxycycline
        metformin, 二甲双胍
        insulin, 胰岛素
        warfarin, 华法林
        heparin
        lisinopril
        losartan
        amlodipine
        atenolol
        metoprolol
        propranolol
        simvastatin
        atorvastatin, lipitor
        omeprazole
        prednisone
        prozac, fluoxetine
        zoloft, sertraline
        lexapro, escitalopram
        xanax, alprazolam
        valium, diazepam
        ativan, lorazepam
        adderall
        ritalin
        codeine
        morphine, 吗啡
        oxycodone
        hydrocodone
        tramadol
        fentanyl
        viagra, sildenafil
        cialis, tadalafil
        benadryl
        claritin, loratadine
        zyrtec, cetirizine
        cocaine
        heroin
        marijuana, cannabis, weed
        lsd
        mdma
        头孢
        """)

    private static let elements = WordList(
        .element,
        """
        hydrogen, 氢
        helium, 氦
        carbon, 碳
        nitrogen, 氮
        oxygen, 氧, 氧气
        sodium, 钠
        magnesium, 镁
        aluminium, aluminum, 铝
        silicon, 硅
        potassium, 钾
        calcium, 钙
        iron, 铁
        copper, 铜
        zinc, 锌
        gold, 黄金
        silver, 白银
        mercury, 汞
        uranium, 铀
        plutonium
        chlorine, 氯
        """)

    private static let sports = WordList(
        .sport,
        """
        football, soccer, 足球
        basketball, 篮球
        volleyball, 排球
        tennis, 网球
        badminton, 羽毛球
        table tennis, ping pong, 乒乓球
        baseball, 棒球
        cricket
        hockey
        rugby
        golf, 高尔夫
        chess, 国际象棋
        boxing, 拳击
        yoga, 瑜伽
        """)

    private static let subjects = WordList(
        .subject,
        """
        physics, 物理
        chemistry, 化学
        biology, 生物
        mathematics, math, maths, 数学
        history, 历史
        geography, 地理
        economics, 经济学
        philosophy, 哲学
        psychology, 心理学
        sociology
        astronomy
        law, 法律
        medicine
        mechanical engineering
        civil engineering
        electrical engineering
        computer science
        christianity, christian
        islam, muslim, muslims
        hinduism, hindu, hindus
        buddhism, buddhist
        judaism
        democrats, democrat
        republicans, republican
        mba
        phd
        """)

    private static let organs = WordList(
        .body,
        """
        heart, 心脏
        liver, 肝脏, 肝
        kidney, kidneys, 肾
        lung, lungs, 肺
        stomach, 胃
        brain, 大脑
        eye, eyes, 眼睛
        ear, ears, 耳朵
        nose, 鼻子
        mouth, 嘴
        tooth, teeth, 牙齿, 牙
        knee, knees, 膝盖
        ankle, 脚踝
        shoulder, 肩膀
        elbow
        wrist
        neck, 脖子
        hair, 头发
        """)

    private static let instruments = WordList(
        .instrument,
        """
        guitar, 吉他
        piano, 钢琴
        violin, 小提琴
        drums
        flute
        saxophone
        ukulele
        trumpet
        cello
        """)

    private static let vehicles = WordList(
        .vehicle,
        """
        car, cars, automobile, 汽车
        truck, trucks, lorry, 卡车
        bus, buses, 公交车
        train, trains, 火车
        plane, planes, airplane, aeroplane, aircraft, 飞机
        ship, ships
        motorcycle, motorbike, 摩托车
        bicycle, bike, 自行车
        scooter
        subway, metro, 地铁
        taxi, cab, 出租车
        """)

    private static let professions = WordList(
        .profession,
        """
        doctor, doctors, physician, 医生
        nurse, nurses, 护士
        lawyer, lawyers, attorney, 律师
        teacher, teachers, 老师, 教师
        student, students, 学生
        pilot, pilots
        engineer, engineers, 工程师
        accountant, 会计
        police, 警察
        """)
}
