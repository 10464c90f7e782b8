package kr.easyk.payments.sandbox.toss;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The banks a refund can go to: by code, by Korean short name, by English name. */
final class Banks {
    private record Bank(String code, String korean, String english) {}

    private static final List<Bank> ALL = List.of(
            new Bank("02", "산업", "KDBBANK"),
            new Bank("03", "기업", "IBK"),
            new Bank("06", "국민", "KOOKMIN"),
            new Bank("07", "수협", "SUHYEOP"),
            new Bank("11", "농협", "NONGHYEOP"),
            new Bank("12", "단위농협", "LOCALNONGHYEOP"),
            new Bank("20", "우리", "WOORI"),
            new Bank("23", "SC제일", "SC"),
            new Bank("27", "씨티", "CITI"),
            new Bank("31", "대구", "DAEGUBANK"),
            new Bank("32", "부산", "BUSANBANK"),
            new Bank("34", "광주", "GWANGJUBANK"),
            new Bank("35", "제주", "JEJUBANK"),
            new Bank("37", "전북", "JEONBUKBANK"),
            new Bank("39", "경남", "KYONGNAMBANK"),
            new Bank("45", "새마을", "SAEMAUL"),
            new Bank("48", "신협", "SHINHYEOP"),
            new Bank("50", "저축", "SAVINGBANK"),
            new Bank("54", "HSBC", "HSBC"),
            new Bank("64", "산림", "SANLIM"),
            new Bank("71", "우체국", "POST"),
            new Bank("81", "하나", "HANA"),
            new Bank("88", "신한", "SHINHAN"),
            new Bank("89", "케이", "KBANK"),
            new Bank("90", "카카오", "KAKAOBANK"),
            new Bank("92", "토스", "TOSSBANK"));

    private Banks() {}

    static Optional<String> codeOf(String bank) {
        String name = bank.strip().toUpperCase(Locale.ROOT);
        return ALL.stream()
                .filter(it -> it.code.equals(name) || it.korean.equals(name) || it.english.equals(name))
                .map(Bank::code)
                .findFirst();
    }
}
