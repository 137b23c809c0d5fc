"""Settings: every mistake named at once with its remedy, and .env.example says exactly what there is."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from perfbot.render.terminal.settings import HOW, setting_problem_lines
from perfbot.settings import RULES, SettingFault, Settings, SettingsProblems, read_settings

ROOT = Path(__file__).parent.parent
TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"


def problems_of(environ: dict[str, str], dotenv: Path | None = None) -> dict[str, SettingFault]:
    with pytest.raises(SettingsProblems) as caught:
        read_settings(environ, dotenv)
    return {problem.name: problem.kind for problem in caught.value.problems}


def written(path: Path, words: str, mode: int = 0o600) -> Path:
    path.write_text(words, "utf-8")
    path.chmod(mode)
    return path


def test_without_any_setting_the_sandbox_starts() -> None:
    settings = read_settings({})
    assert settings.is_sandbox
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.timezone == ZoneInfo("Asia/Shanghai")


def test_a_token_and_an_administrator_are_enough() -> None:
    settings = read_settings({"BOT_TOKEN": TOKEN, "PERFBOT_ADMIN_IDS": "1001， 1002、1001"})
    assert not settings.is_sandbox
    assert settings.admin_ids == (1001, 1002)


def test_a_bot_without_any_administrator_does_not_start() -> None:
    assert problems_of({"BOT_TOKEN": TOKEN}) == {"PERFBOT_ADMIN_IDS": SettingFault.MISSING}


def test_every_mistake_is_named_at_once() -> None:
    wrong = {
        "BOT_TOKEN": "my token",
        "BOT_API_URL": "api.telegram.org",
        "BOT_PROXY": "10.0.0.1:1080",
        "PERFBOT_ADMIN_IDS": "@wang",
        "PERFBOT_GROUP_CHAT_ID": "1001234567890",
        "PERFBOT_GROUP_TOPIC_ID": "general",
        "PERFBOT_TIMEZONE": "Beijing",
        "PERFBOT_LOG_LEVEL": "loud",
        "PERFBOT_METRICS_PORT": "70000",
        "PERFBOT_WECOM_WEBHOOK": "https://example.com/cgi-bin/webhook/send?key=1",
        "PERFBOT_DINGTALK_WEBHOOK": "http://oapi.dingtalk.com/robot/send?access_token=1",
        "PERFBOT_FEISHU_WEBHOOK": "https://open.feishu.cn.evil.example/open-apis/bot/v2/hook/1",
        "PERFBOT_DINGTALK_SECRET": "https://oapi.dingtalk.com/robot/send?access_token=1",
        "PERFBOT_PING_URL": "http://ping.example/1",
        "PERFBOT_TIMETABLE": "nowhere.toml",
        "PERFBOT_RULES": "long" * 2_000,
        "PERFBOT_WEBHOOK_URL": "http://bot.example/telegram",
        "PERFBOT_WEBHOOK_SECRET": "short",
    }
    named = problems_of(dict(reversed(wrong.items())))
    assert named == dict.fromkeys(wrong, SettingFault.MALFORMED)
    assert list(named) == [name for name in RULES if name in wrong]


def test_a_secret_that_is_malformed_is_not_repeated_in_the_error() -> None:
    for name, typed in {
        "BOT_TOKEN": "12:veryverysecret",
        "BOT_PROXY": "socks5://user:very[verysecret@10.0.0.1:1080",
        "PERFBOT_DINGTALK_WEBHOOK": "https://oapi.dingtalk.com℀veryverysecret/robot/send",
        "PERFBOT_DINGTALK_SECRET": "veryverysecret",
        "PERFBOT_ADMIN_IDS": "123456789:AAF_veryverysecret_abcdef",
        "BOT_API_URL": "https://user:veryverysecret@api.example",
    }.items():
        with pytest.raises(SettingsProblems) as caught:
            read_settings({name: typed})
        assert name in str(caught.value)
        assert "verysecret" not in str(caught.value)


def test_a_webhook_address_and_its_secret_go_together() -> None:
    assert problems_of({"PERFBOT_WEBHOOK_URL": "https://bot.example/t"}) == {
        "PERFBOT_WEBHOOK_SECRET": SettingFault.NEEDS
    }
    assert problems_of({"PERFBOT_DINGTALK_SECRET": "SEC1"}) == {"PERFBOT_DINGTALK_WEBHOOK": SettingFault.NEEDS}


def test_an_unknown_key_is_pointed_out_with_the_nearest_known_one() -> None:
    settings = read_settings({"PERFBOT_ADMIN_ID": "1001", "PATH": "/bin"})
    assert [(one.name, one.expected) for one in settings.unknown] == [("PERFBOT_ADMIN_ID", "PERFBOT_ADMIN_IDS")]


def test_an_unknown_key_of_the_env_file_is_pointed_out_too(tmp_path: Path) -> None:
    settings = read_settings({}, written(tmp_path / ".env", "BOT_TOKN=1\nSOMETHING=else\n"))
    assert [(one.name, one.expected) for one in settings.unknown] == [("BOT_TOKN", "BOT_TOKEN"), ("SOMETHING", "")]


def test_the_environment_wins_over_the_env_file(tmp_path: Path) -> None:
    dotenv = written(tmp_path / ".env", "PERFBOT_LOG_LEVEL=debug\nPERFBOT_SANDBOX_PORT=0\n")
    settings = read_settings({"PERFBOT_LOG_LEVEL": "ERROR"}, dotenv)
    assert (settings.log_level, settings.sandbox_port) == ("ERROR", 0)


def test_a_token_that_others_on_the_machine_can_read_is_refused(tmp_path: Path) -> None:
    words = f"BOT_TOKEN={TOKEN}\nPERFBOT_ADMIN_IDS=1001\n"
    dotenv = written(tmp_path / ".env", words, 0o640)
    assert problems_of({}, dotenv) == {str(dotenv): SettingFault.EXPOSED}
    dotenv.chmod(0o600)
    assert read_settings({}, dotenv).bot_token == TOKEN


def test_an_env_file_without_a_token_may_be_readable(tmp_path: Path) -> None:
    dotenv = written(tmp_path / ".env", "BOT_TOKEN=\nPERFBOT_LOG_LEVEL=ERROR\n", 0o644)
    assert read_settings({}, dotenv).log_level == "ERROR"


def test_a_line_that_is_no_setting_is_named_by_its_number(tmp_path: Path) -> None:
    dotenv = written(tmp_path / ".env", "# ok\nPERFBOT_LOG_LEVEL=INFO\n= what\n")
    assert problems_of({}, dotenv) == {f"{dotenv}, line 3": SettingFault.LINE}


@pytest.mark.parametrize("line", [f"BOT_TOKEN＝{TOKEN}", f"BOT_TOKEN: {TOKEN}", f"BOT_TOKEN {TOKEN}", "BOT_TOKEN"])
def test_a_name_and_value_without_an_equals_sign_are_named_by_line_and_the_token_is_not_repeated(
    tmp_path: Path, line: str
) -> None:
    with pytest.raises(SettingsProblems) as caught:
        read_settings({}, written(tmp_path / ".env", f"PERFBOT_ADMIN_IDS=1001\n{line}\n"))
    assert [(problem.name, problem.kind) for problem in caught.value.problems] == [
        (f"{tmp_path / '.env'}, line 2", SettingFault.LINE)
    ]
    assert TOKEN.partition(":")[2] not in "\n".join(setting_problem_lines(caught.value.problems))


def test_an_env_file_saved_by_notepad_in_chinese_windows_is_named(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_bytes("# 管理员\nPERFBOT_LOG_LEVEL=INFO\n".encode("gbk"))
    assert problems_of({}, dotenv) == {str(dotenv): SettingFault.UNREADABLE}
    dotenv.write_bytes("PERFBOT_LOG_LEVEL=ERROR\n".encode("utf-8-sig"))
    assert read_settings({}, dotenv).log_level == "ERROR"


def test_settings_shown_in_a_traceback_hold_no_secret() -> None:
    settings = read_settings(
        {"BOT_TOKEN": TOKEN, "PERFBOT_ADMIN_IDS": "1001", "BOT_PROXY": "http://u:proxypass@10.0.0.1:3128"}
    )
    assert TOKEN not in repr(settings)
    assert "proxypass" not in repr(settings)
    assert settings.secrets == (TOKEN, "http://u:proxypass@10.0.0.1:3128")


def test_the_bot_api_url_is_the_servers_root() -> None:
    assert read_settings({"BOT_API_URL": "http://127.0.0.1:8081/"}).bot_api_url == "http://127.0.0.1:8081"
    assert problems_of({"BOT_API_URL": f"https://api.telegram.org/bot{TOKEN}"}) == {
        "BOT_API_URL": SettingFault.MALFORMED
    }


def test_the_example_file_names_exactly_the_settings_with_their_defaults(tmp_path: Path) -> None:
    example = (ROOT / ".env.example").read_text("utf-8")
    named = re.findall(r"^([A-Z_]+)=", example, re.MULTILINE)
    assert sorted(named) == sorted(RULES)
    assert read_settings({}, written(tmp_path / ".env", example)) == Settings()


def test_the_example_file_explains_each_setting_in_a_comment_above_it() -> None:
    paragraphs = (ROOT / ".env.example").read_text("utf-8").split("\n\n")
    for paragraph in paragraphs:
        if re.search(r"^[A-Z_]+=", paragraph, re.MULTILINE):
            assert paragraph.startswith("# ")


def test_every_setting_has_words_for_how_to_get_it() -> None:
    assert set(HOW) == set(RULES)


def test_each_problem_is_worded_with_its_remedy(tmp_path: Path) -> None:
    dotenv = written(tmp_path / ".env", f"BOT_TOKEN={TOKEN}\nPERFBOT_ADMINS=1\n", 0o644)
    with pytest.raises(SettingsProblems) as caught:
        read_settings({"PERFBOT_TIMEZONE": "Beijing"}, dotenv)
    lines = "\n".join(setting_problem_lines(caught.value.problems))
    assert "设置有 4 处问题" in lines
    assert "@userinfobot" in lines
    assert "现为“Beijing”" in lines
    assert f"chmod 600 {dotenv}" in lines
    assert "是否想写 PERFBOT_ADMIN_IDS" in lines
    assert caught.value.exit_code == 2
