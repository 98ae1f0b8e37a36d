/// Terms of medicine, computing, science and everyday life of which a request names one.
enum FieldWords {
    static let lists = [
        conditions, symptoms, dataStructures, algorithms, protocols, commands, celestialBodies, clothes, materials,
        shapes, schools,
        payments, households, plants, operations, genres,
    ]

    private static let conditions = WordList(
        .condition,
        """
        diabetes, 糖尿病
        cancer, 癌症
        asthma, 哮喘
        flu, influenza, 流感
        pneumonia, 肺炎
        hypertension, high blood pressure, 高血压
        hypotension, low blood pressure, 低血压
        stroke, 中风
        heart attack, 心脏病
        arthritis, 关节炎
        depression, 抑郁症
        anxiety, 焦虑症
        autism, 自闭症
        adhd
        alzheimer's, alzheimers, dementia
        epilepsy, 癫痫
        migraine, migraines, 偏头痛
        malaria, 疟疾
        tuberculosis, 肺结核
        hepatitis, 肝炎
        hiv, aids, 艾滋病
        covid, coronavirus, 新冠
        measles, 麻疹
        chickenpox, 水痘
        eczema, 湿疹
        psoriasis, 牛皮癣
        acne, pimples, 痘痘, 青春痘
        anemia, anaemia, 贫血
        gout, 痛风
        gastritis, 胃炎
        ulcer, 溃疡
        kidney stones, 肾结石
        """)

    private static let symptoms = WordList(
        .symptom,
        """
        cough, 咳嗽
        fever, 发烧
        headache, 头痛, 头疼
        toothache, 牙痛, 牙疼
        stomach ache, stomachache, 胃痛, 肚子痛
        sore throat, 喉咙痛, 嗓子疼
        back pain, backache, 腰痛
        diarrhea, diarrhoea, 腹泻, 拉肚子
        constipation, 便秘
        nausea, 恶心
        insomnia, 失眠
        dizziness, 头晕
        dandruff, 头皮屑
        hair loss, 脱发
        rash, 皮疹
        """)

    private static let dataStructures = WordList(
        .dataStructure,
        """
        array, arrays, 数组
        dictionary, dict, hash map, hashmap, 字典
        tuple, tuples, 元组
        linked list, 链表
        binary tree, 二叉树
        heap, 堆
        stack, 栈
        queue, 队列
        string, strings, 字符串
        integer, integers, int, 整数
        float, floats, 浮点数
        boolean, bool, 布尔
        """)

    private static let algorithms = WordList(
        .algorithm,
        """
        quicksort, quick sort, 快速排序
        mergesort, merge sort, 归并排序
        bubble sort, bubblesort, 冒泡排序
        insertion sort, 插入排序
        selection sort, 选择排序
        heapsort, heap sort, 堆排序
        binary search, 二分查找
        linear search
        breadth-first search, bfs, 广度优先
        depth-first search, dfs, 深度优先
        dijkstra, dijkstra's
        linear regression, 线性回归
        logistic regression, 逻辑回归
        decision tree, 决策树
        random forest, 随机森林
        svm, support vector machine
        """)

    private static let protocols = WordList(
        .networkProtocol,
        """
        http
        https
        ftp
        sftp
        ssh
        telnet
        tcp
        udp
        smtp
        imap
        mqtt
        grpc
        graphql
        REST, restful
        soap
        dhcp
        dns
        json
        xml
        yaml
        csv
        toml
        markdown
        """)

    private static let commands = WordList(
        .shellCommand,
        """
        grep
        sed
        awk
        curl
        wget
        npm
        yarn
        pip
        conda
        homebrew
        chmod
        chown
        rsync
        scp
        rebase
        merge
        squash
        cherry-pick
        stash
        checkout
        clone
        fetch
        """)

    private static let celestialBodies = WordList(
        .celestialBody,
        """
        sun, 太阳
        moon, 月亮, 月球
        earth, 地球
        mars, 火星
        venus, 金星
        jupiter, 木星
        saturn, 土星
        uranus, 天王星
        neptune, 海王星
        pluto, 冥王星
        """)

    private static let clothes = WordList(
        .clothing,
        """
        shirt, shirts, t-shirt, 衬衫
        trousers, pants, 裤子
        jeans, 牛仔裤
        skirt, skirts, 裙子
        dress, dresses
        jacket, jackets, 夹克
        coat, coats, 外套
        sweater, sweaters, 毛衣
        shoes, shoe, 鞋, 鞋子
        boots, 靴子
        socks, 袜子
        gloves, 手套
        hat, hats, 帽子
        scarf, 围巾
        tie, ties, 领带
        """)

    private static let materials = WordList(
        .material,
        """
        wood, wooden, 木头
        plastic, 塑料
        glass, 玻璃
        steel, 钢
        leather, 皮革
        cotton, 棉
        silk, 丝绸
        wool, 羊毛
        paper, 纸
        concrete, 混凝土
        """)

    private static let shapes = WordList(
        .shape,
        """
        circle, 圆, 圆形
        square, 正方形
        triangle, 三角形
        rectangle, 长方形, 矩形
        sphere, 球
        cube, 立方体
        cylinder, 圆柱
        cone, 圆锥
        """)

    private static let schools = WordList(
        .school,
        """
        kindergarten, 幼儿园
        primary school, elementary school, 小学
        middle school, 初中
        high school, secondary school, 高中
        university, college, 大学
        harvard, 哈佛
        stanford, 斯坦福
        mit, 麻省理工
        oxford, 牛津
        cambridge, 剑桥
        yale
        princeton
        iit
        nit
        清华, 清华大学
        北大, 北京大学
        """)

    private static let payments = WordList(
        .payment,
        """
        credit card, 信用卡
        debit card, 借记卡, 储蓄卡
        gift card, 礼品卡
        cash, 现金
        cheque, 支票
        bank transfer, 银行转账
        savings account
        checking account, current account
        """)

    private static let households = WordList(
        .room,
        """
        kitchen, 厨房
        bathroom, 浴室, 卫生间
        bedroom, 卧室
        living room, 客厅
        garage, 车库
        garden, 花园
        basement, 地下室
        attic
        balcony, 阳台
        """)

    private static let plants = WordList(
        .plant,
        """
        rose, roses, 玫瑰
        tulip, tulips, 郁金香
        lily, lilies, 百合
        orchid, orchids, 兰花
        sunflower, sunflowers, 向日葵
        cactus, 仙人掌
        oak
        pine
        maple
        bamboo, 竹子
        lavender, 薰衣草
        """)

    private static let operations = WordList(
        .arithmetic, mergesSynonyms: false,
        """
        sum, 总和, 求和
        average, mean, 平均值, 平均数
        median, 中位数
        product, 乘积
        square root, 平方根
        cube root, 立方根
        derivative, 导数
        integral, 积分
        perimeter, circumference, 周长
        area, 面积
        volume, 体积
        length, 长度
        width, 宽度
        height, 高度, 身高
        weight, 重量, 体重
        age, 年龄
        depth, 深度
        speed, 速度
        population, 人口
        capital, 首都
        """)

    private static let genres = WordList(
        .genre,
        """
        jazz, 爵士
        hip hop, hip-hop, rap
        heavy metal
        classical music, 古典音乐
        comedy, 喜剧
        horror, 恐怖片
        thriller
        documentary, 纪录片
        novel, novels, 小说
        poem, poems, poetry, 诗
        essay, essays, 散文
        movie, film, 电影
        """)
}
