/// Countries, their people and languages, states and cities.
enum PlaceWords {
    static let lists = [places, languages]

    private static let languages = WordList(
        .humanLanguage,
        """
        english, 英语, 英文
        mandarin, 普通话
        cantonese, 粤语
        hindi, 印地语
        tamil
        telugu
        urdu
        bengali
        punjabi
        marathi
        gujarati
        malayalam
        kannada
        sanskrit
        latin, 拉丁语
        arabic, 阿拉伯语
        hebrew
        esperanto
        french, 法语, 法文
        german, 德语, 德文
        spanish, 西班牙语, 西语
        italian, 意大利语
        portuguese, 葡萄牙语
        russian, 俄语, 俄文
        japanese, 日语, 日文
        korean, 韩语, 韩文
        chinese, 中文, 汉语
        dutch, 荷兰语
        swedish
        norwegian
        danish
        finnish
        polish
        turkish
        greek
        thai, 泰语
        vietnamese, 越南语
        """)

    private static let places = WordList(
        .place,
        """
        usa, US, u.s, united states, united states of america, america, american, americans, 美国
        uk, u.k, united kingdom, britain, great britain, british, 英国
        england, 英格兰
        scotland, scottish
        wales, welsh
        ireland, irish, 爱尔兰
        france, french, 法国
        germany, german, germans, 德国
        spain, spanish, 西班牙
        portugal, portuguese, 葡萄牙
        italy, italian, 意大利
        netherlands, holland, dutch, 荷兰
        belgium, belgian, 比利时
        switzerland, swiss, 瑞士
        austria, austrian, 奥地利
        sweden, swedish, 瑞典
        norway, norwegian, 挪威
        denmark, danish, 丹麦
        finland, finnish, 芬兰
        iceland, 冰岛
        poland, polish, 波兰
        russia, russian, 俄罗斯
        ukraine, ukrainian, 乌克兰
        greece, greek, 希腊
        turkey, turkish, 土耳其
        czech republic, czech, 捷克
        hungary, hungarian, 匈牙利
        romania, romanian
        bulgaria
        serbia
        croatia
        china, chinese, 中国
        taiwan, taiwanese, 台湾
        hong kong, 香港
        macau, 澳门
        japan, japanese, 日本
        korea, south korea, korean, 韩国
        north korea, 朝鲜
        india, indian, indians, 印度
        pakistan, pakistani, 巴基斯坦
        bangladesh
        sri lanka
        nepal, 尼泊尔
        bhutan
        afghanistan, 阿富汗
        iran, 伊朗
        iraq, 伊拉克
        syria, 叙利亚
        israel, israeli, 以色列
        palestine
        saudi arabia, saudi, 沙特
        dubai, 迪拜
        uae
        qatar
        kuwait
        oman
        egypt, egyptian, 埃及
        south africa, 南非
        nigeria, nigerian
        kenya
        ethiopia
        morocco
        ghana
        zimbabwe
        canada, canadian, 加拿大
        mexico, mexican, 墨西哥
        brazil, brazilian, 巴西
        argentina, 阿根廷
        chile, 智利
        peru
        colombia
        venezuela
        cuba, 古巴
        australia, australian, 澳大利亚, 澳洲
        new zealand, 新西兰
        singapore, 新加坡
        malaysia, malaysian, 马来西亚
        thailand, thai, 泰国
        vietnam, vietnamese, 越南
        indonesia, 印尼
        philippines, filipino, 菲律宾
        myanmar, burma, 缅甸
        cambodia
        mongolia, 蒙古
        africa, african, 非洲
        europe, european, 欧洲
        asia, asian, 亚洲
        london, 伦敦
        paris, 巴黎
        berlin, 柏林
        munich, 慕尼黑
        hamburg
        frankfurt
        rome, 罗马
        milan, 米兰
        madrid
        barcelona
        lisbon
        amsterdam
        brussels
        zurich
        geneva
        vienna
        prague
        budapest
        warsaw
        stockholm
        oslo
        copenhagen
        helsinki
        dublin
        edinburgh
        manchester
        moscow, 莫斯科
        istanbul
        athens
        tokyo, 东京
        osaka, 大阪
        kyoto
        seoul, 首尔
        beijing, peking, 北京
        shanghai, 上海
        guangzhou, 广州
        shenzhen, 深圳
        hangzhou, 杭州
        nanjing, 南京
        suzhou, 苏州
        wuhan, 武汉
        chengdu, 成都
        chongqing, 重庆
        xian, 西安
        tianjin, 天津
        qingdao, 青岛
        dalian, 大连
        xiamen, 厦门
        changsha, 长沙
        zhengzhou, 郑州
        jinan, 济南
        shenyang, 沈阳
        harbin, 哈尔滨
        kunming, 昆明
        hefei, 合肥
        fuzhou, 福州
        ningbo, 宁波
        wuxi, 无锡
        石家庄
        太原
        南昌
        南宁
        贵阳
        兰州
        海口
        三亚
        长春
        东莞
        佛山
        温州
        珠海
        桂林
        丽江
        拉萨
        西藏
        新疆
        云南
        四川
        湖南
        湖北
        广东
        广西
        山东
        山西
        河南
        河北
        江苏
        浙江
        福建
        安徽
        江西
        陕西
        甘肃
        海南
        辽宁
        吉林
        黑龙江
        delhi, new delhi
        mumbai, bombay
        bangalore, bengaluru
        hyderabad
        chennai, madras
        kolkata, calcutta
        pune
        jaipur
        ahmedabad
        goa
        kerala
        gujarat
        punjab
        kashmir
        bihar
        karnataka
        maharashtra
        tamil nadu
        noida
        gurgaon
        lucknow
        chandigarh
        indore
        karachi
        lahore
        dhaka
        bangkok, 曼谷
        jakarta
        manila
        hanoi
        kuala lumpur
        sydney, 悉尼
        melbourne, 墨尔本
        brisbane
        auckland
        cairo
        lagos
        nairobi
        johannesburg
        cape town
        toronto, 多伦多
        vancouver, 温哥华
        montreal
        ottawa
        mexico city
        sao paulo
        rio
        buenos aires
        new york, nyc, new york city, 纽约
        los angeles, 洛杉矶
        san francisco, sf, 旧金山
        chicago, 芝加哥
        boston, 波士顿
        seattle, 西雅图
        houston
        dallas
        austin
        miami
        atlanta
        denver
        philadelphia
        phoenix
        las vegas
        san diego
        detroit
        washington, 华盛顿
        california, 加州
        texas
        florida
        ohio
        michigan
        virginia
        colorado
        arizona
        hawaii
        alaska
        silicon valley
        """)
}
