/// Programming languages, products, systems, companies, files and devices.
enum TechnologyWords {
    static let lists = [languages, systems, products, companies, files, devices]

    private static let languages = WordList(
        .programmingLanguage,
        """
        python, py, python3
        javascript, js, ecmascript
        typescript, ts
        java
        kotlin
        scala
        Swift
        objective-c, objective c, objc
        Rust, rustlang
        golang, Go
        ruby
        php
        perl
        c++, cpp, c plus plus
        c#, csharp, c sharp
        f#, fsharp
        haskell
        erlang
        elixir
        clojure
        lua
        Julia
        matlab
        fortran
        cobol
        lisp
        Scheme
        prolog
        Dart
        groovy
        bash, shell script, shell
        powershell
        Assembly, assembler
        visual basic, vb, vb.net
        pascal, delphi
        R
        C, c language, C语言
        sql
        html
        css
        vba
        """)

    private static let systems = WordList(
        .operatingSystem, mergesSynonyms: false,
        """
        windows
        linux
        macos, mac os, os x, osx, mac
        android, 安卓, 安卓手机
        ios, 苹果系统, 苹果手机, 苹果, iphone
        ubuntu
        debian
        fedora
        centos
        red hat, redhat, rhel
        arch linux
        alpine
        freebsd
        unix
        chrome os, chromeos
        harmonyos, 鸿蒙
        """)

    private static let products = WordList(
        .product,
        """
        postgres, postgresql, psql
        mysql
        mariadb
        sqlite
        mongodb, mongo
        redis
        memcached
        cassandra
        dynamodb
        oracle
        sql server, mssql
        elasticsearch
        kafka
        rabbitmq
        docker
        podman
        kubernetes, k8s
        terraform
        ansible
        jenkins
        Git
        svn, subversion
        mercurial
        github
        gitlab
        bitbucket
        React, reactjs, react.js
        angular, angularjs
        vue, vuejs, vue.js
        svelte
        jquery
        nodejs, node.js, node js
        django
        flask
        fastapi
        Rails, ruby on rails
        laravel
        Spring boot, springboot
        Express, expressjs
        tensorflow
        pytorch
        keras
        scikit-learn, sklearn
        pandas
        numpy
        hadoop
        apache spark, pyspark
        nginx
        apache
        tomcat
        aws, amazon web services
        azure
        gcp, google cloud
        heroku
        excel
        powerpoint, ppt
        outlook
        photoshop, ps
        illustrator
        gimp
        autocad, cad
        vscode, visual studio code, vs code
        visual studio
        eclipse
        intellij
        pycharm
        xcode
        vim, vi
        emacs
        chrome, google chrome
        firefox
        safari
        internet explorer
        Edge
        facebook, fb, 脸书
        instagram, ig, insta
        twitter, 推特
        whatsapp
        telegram
        wechat, 微信
        qq
        weibo, 微博
        snapchat
        tiktok, 抖音
        youtube
        netflix
        spotify
        linkedin
        quora
        reddit
        pinterest
        tumblr
        skype
        zoom
        slack
        discord
        gmail
        yahoo
        hotmail
        wikipedia
        alipay, 支付宝
        paypal
        taobao, 淘宝
        tmall, 天猫
        jd.com, 京东
        pinduoduo, 拼多多
        uber
        lyft
        ola
        airbnb
        bitcoin, btc
        ethereum, eth
        iphone
        ipad
        ipod
        macbook
        imac
        galaxy
        kindle
        playstation, ps4
        xbox
        nintendo
        wordpress
        joomla
        drupal
        tinder
        quickbooks
        siri
        alexa
        cortana
        chatgpt
        claude
        gemini
        llama
        迅雷
        优酷
        土豆网
        快播
        """)

    private static let companies = WordList(
        .company,
        """
        google, 谷歌
        百度, baidu
        microsoft, 微软
        apple, 苹果
        amazon, 亚马逊
        samsung, 三星
        sony, 索尼
        nokia, 诺基亚
        huawei, 华为
        xiaomi, 小米
        oppo
        vivo
        oneplus
        lenovo, 联想
        dell, 戴尔
        hp, hewlett packard, 惠普
        asus, 华硕
        acer, 宏碁
        lg
        htc
        motorola, moto
        intel, 英特尔
        amd
        nvidia
        ibm
        cisco
        tesla, 特斯拉
        toyota, 丰田
        honda, 本田
        bmw, 宝马
        audi, 奥迪
        mercedes, benz, 奔驰
        volkswagen, vw, 大众
        ford, 福特
        hyundai, 现代
        nike, 耐克
        adidas, 阿迪达斯
        tencent, 腾讯
        alibaba, 阿里巴巴
        netease, 网易
        meizu, 魅族
        tcs
        infosys
        wipro
        accenture
        deloitte
        kpmg
        pwc
        walmart
        flipkart
        snapdeal
        starbucks, 星巴克
        kfc, 肯德基
        mcdonalds, mcdonald's, 麦当劳
        airtel
        jio
        vodafone
        verizon
        t-mobile
        hdfc
        icici
        移动
        联通
        电信
        """)

    private static let files = WordList(
        .file, mergesSynonyms: false,
        """
        pdf
        docx, doc
        xlsx, xls
        jpg, jpeg
        png
        gif
        mp3
        mp4
        zip
        rar
        """)

    private static let devices = WordList(
        .device, mergesSynonyms: false,
        """
        phone, smartphone, cellphone, mobile, mobile phone, cell phone, 手机
        computer, pc, laptop, notebook, desktop, 电脑, 笔记本, 笔记本电脑, 台式机
        tablet, 平板, 平板电脑
        tv, television, 电视, 电视机
        printer, 打印机
        camera, 相机
        router, 路由器
        keyboard, 键盘
        fridge, refrigerator, 冰箱
        washing machine, 洗衣机
        air conditioner, 空调
        microwave, 微波炉
        """)
}
