"""Why something could not be read, and what to do, in Chinese and English, by reason code.

A code that is used in this folder and missing here is an error that the tests find.
"""

from __future__ import annotations

from mainline.offices.record import Flag

REASONS: dict[str, tuple[str, str]] = {
    "container.bomb": (
        "压缩包解开后过大或压缩比异常，已停止读取。请确认来源；如确为官方文件，请先自行解压再导入文件夹。",
        "The archive unpacks to far too much data, so reading stopped. Check where it comes from; if it is a true office file, unpack it yourself and read the folder.",
    ),
    "container.encrypted": (
        "压缩包内的文件有密码，无法读取。请先用密码解压，再导入解压后的文件。",
        "This file in the archive is protected by a password. Unpack it with the password and read the unpacked files.",
    ),
    "container.too_deep": (
        "压缩包嵌套超过四层，未继续解开。请先解开外层再导入。",
        "Archives are nested more than four deep; this one was not opened. Unpack the outer ones first.",
    ),
    "container.unsafe_name": (
        "压缩包内的文件名指向包外的位置，已拒绝。请确认来源，或改名后重新打包。",
        "The name of this file in the archive points outside the archive, so it was refused. Check where the archive comes from, or pack it again under a plain name.",
    ),
    "container.unreadable": (
        "压缩包损坏或格式不支持，无法打开。请重新下载后再试。",
        "The archive is damaged or of an unsupported kind and cannot be opened. Download it again and retry.",
    ),
    "folder.outside_link": (
        "该链接指向所选文件夹之外，未读取。如需导入，请直接选择链接所指的文件。",
        "This link leads out of the chosen folder, so it was not followed. To read the file it leads to, choose that file itself.",
    ),
    "file.unreadable": (
        "文件无法打开。请检查文件是否存在、是否有读取权限。",
        "The file cannot be opened. Check that it exists and that you may read it.",
    ),
    "stream.empty": (
        "文件是空的（0 字节）。请重新下载或重新导出。",
        "The file is empty (0 bytes). Download or export it again.",
    ),
    "stream.truncated": (
        "文件在中途断开，最后一条不完整；此前的记录已读取。请重新下载完整文件再导入，已读的不会重复。",
        "The file breaks off in the middle of its last record; everything before it was read. Get the whole file and read it again: nothing is entered twice.",
    ),
    "stream.damaged": (
        "文件数据损坏，从此处起无法读取；此前的记录已读取。请重新下载再导入，已读的不会重复。",
        "The data is damaged from here on; everything before it was read. Get the file again and read it again: nothing is entered twice.",
    ),
    "piece.too_large": (
        "单个文献超过 64 MiB，未读取。请检查文件是否缺少结束标记，或将其拆分。",
        "A single document is larger than 64 MiB and was not read. See whether an end tag is missing, or split the file.",
    ),
    "portfolio.malformed": (
        "该行不是本平台整体导出文件中的一项权利，可能被改动或截断。请重新导出后再导入，已读的不会重复。",
        "This line is no right of a portfolio exported here: it was altered or cut. Export it again and read it again: nothing is entered twice.",
    ),
    "portfolio.decision": (
        "该权利已导入，但文件中就差异所作的决定不予转入：在本处双方记载重新比对后，请在“差异”中重新决定。",
        "The right was brought in, but decisions on differences are not carried over: both words are compared anew here, and can be decided on under Differences.",
    ),
    "portfolio.from_future": (
        "该项权利的一份来源自称记载的是尚未到来的日期，未采用；其他来源已导入。请在该日之后重试。",
        "A source of this right says that it is of a day to come and was not taken; the others were. Retry once that day is there.",
    ),
    "portfolio.left_out": (
        "该权利已导入，但由人补录的事件或规则事实有一部分未接收：代码或取值为本程序所不识，或您无权记录。请在权利页面手工补录。",
        "The right was brought in, and of what people had recorded on it something was left out: its code or value is not known here, or you may not record it. Enter it on the page of the right.",
    ),
    "reader.failed": (
        "读取程序遇到未预料的内容。原始数据已保留；请把该文件和此提示一并反馈，修正后可重试。",
        "The reader met something it does not expect. The raw bytes are kept; report the file with this message, and retry after a fix.",
    ),
    "reader.unknown": (
        "没有名为该代码的读取程序。请更新程序后重试。",
        "There is no reader of this name. Update the program and retry.",
    ),
    "xml.empty": (
        "此处没有任何 XML 内容。请重新下载或重新导出。",
        "There is no XML here. Download or export the file again.",
    ),
    "xml.malformed": (
        "XML 结构损坏，标准解析器也无法恢复。请按所示行列检查原文，或重新下载。",
        "The XML is broken beyond what the standard parser can recover. Check the source at the line and column shown, or download it again.",
    ),
    "xml.unknown_root": (
        "XML 的根元素不是本读取程序认识的。请确认文件种类。",
        "The root element of this XML is not one that this reader knows. Check what kind of file it is.",
    ),
    "json.malformed": (
        "JSON 格式错误。请按所示位置检查原文，或重新下载。",
        "The JSON is broken. Check the source at the place shown, or download it again.",
    ),
    "record.no_number": (
        "文献中没有任何号码，无法确认是哪项权利。请补全号码后重试。",
        "The document carries no number at all, so no right can be named. Add the number and retry.",
    ),
    "record.not_yours": (
        "该号码属于贵组织不是权利人、申请人或代理机构的权利，文件内容未予采用；知识产权局工作人员核对后可以采用。",
        "The number belongs to a right of which your organisation is no holder, applicant or agent, so nothing was "
        "changed. Staff of the IP office can take it over after a check.",
    ),
    "record.not_yours_kept": (
        "该号码属于贵组织不是权利人、申请人或代理机构的权利，文件内容未予采用。该记录尚未公布，仅贵组织可见；如号码属于贵组织，请联系知识产权局更正。",
        "The number belongs to a right of which your organisation is no holder, applicant or agent, so nothing was "
        "changed. The record is not published, so only your organisation sees it; if the number is yours, ask the IP "
        "office to set the other right straight.",
    ),
    "record.no_body": (
        "文献缺少著录项目部分，无法读取。请检查原文是否完整。",
        "The document has no bibliographic part. See whether the source is complete.",
    ),
    "unrecognised.binary": (
        "二进制文件（图片、文档等），不是知识产权记录，未读取。",
        "A binary file (picture, document and the like), no record of a right; it was not read.",
    ),
    "unrecognised.json": (
        "JSON 文件，但不是已知的官方格式，未读取。如确为知识产权数据，请反馈格式说明。",
        "JSON, but of no office format known here; it was not read. If it holds records of rights, report its format.",
    ),
    "unrecognised.sequence": (
        "序列表附件，属于另一篇文献，本身不是权利记录，未读取。",
        "A sequence listing that belongs to another document and is no record of its own; it was not read.",
    ),
    "unrecognised.table": (
        "表格的列名无法识别，未读取。请在导入时选择或新建列映射。",
        "A table whose columns are not known; it was not read. Choose or make a column mapping when importing.",
    ),
    "unrecognised.text": (
        "普通文本（说明、许可、配置等），不是知识产权记录，未读取。",
        "Plain text (notes, licence, settings and the like), no record of a right; it was not read.",
    ),
    "unrecognised.xml": (
        "XML 文件，但不是已知的官方格式，未读取。如确为知识产权数据，请反馈格式说明。",
        "XML, but of no office format known here; it was not read. If it holds records of rights, report its format.",
    ),
    "answer.empty": (
        "官方应答里没有任何权利数据（见所示状态码和消息）。请确认查询的号码，稍后重新获取。",
        "The office's answer carries no right (see its status and message). Check the number that was asked for, and fetch the answer again later.",
    ),
    "answer.no_subject": (
        "官方应答没有写明它说的是哪一件申请。请连同带申请号的应答一起导入，或在数据中补上申请号。",
        "The office's answer does not say which application it speaks of. Read an answer that carries the application number, or add the number to this one.",
    ),
    "jpo.kind_unknown": (
        "应答里看不出是专利、外观设计还是商标。请导入同一案件的审查经过应答。",
        "The answer does not show whether it is a patent, a design or a trademark. Read the progress answer of the same case instead.",
    ),
    "gbt7714.not_a_patent": (
        "这条参考文献不是专利（标识不是 [P]），未导入。",
        "This reference is no patent (its mark is not [P]), so it was not read.",
    ),
    "gbt7714.no_mark": (
        "这条参考文献缺少文献类型标识，例如 [P]。请补上后重试。",
        "This reference has no document mark such as [P]. Add it and retry.",
    ),
    "gbt7714.broken": (
        "这条专利参考文献残缺，[P] 之后读不出“国别：专利号,日期”。请按 GB/T 7714 补全后重试。",
        "This patent reference is broken: after [P] there is no “country: number,date”. Complete it as GB/T 7714 asks and retry.",
    ),
    "tabular.no_mapping": (
        "表头与任何已有的列映射都对不上。请核对所示表头，或为此表新建一个列映射。",
        "The header row fits no column mapping. Check the headers shown, or make a column mapping for this table.",
    ),
    "tabular.missing_value": (
        "这一行缺少必填的值。请在所示的列里补上后重试。",
        "A value that the row must have is missing. Fill in the column shown and retry.",
    ),
    "tabular.wrong_value": (
        "这一行某列的值不是该列应有的样子，可能是列错位或夹杂了别的表。请核对所示的列和值。",
        "A value is not of the kind its column holds: the columns may be shifted, or a row of another table got in. Check the column and value shown.",
    ),
    "tabular.wrong_width": (
        "这一行的列数与表头不符。请检查分隔符和引号。",
        "The row has another number of columns than the header. Check separators and quotation marks.",
    ),
    "tabular.malformed": (
        "表格文件损坏或不是所认的格式，无法读取。请用表格软件另存后重试。",
        "The table is damaged or not of the format it claims. Open it in a spreadsheet program, save it again and retry.",
    ),
    "ops.not_found": (
        "欧洲专利局答复：没有找到该文献。请核对号码和文献种类代码后再查询。",
        "The EPO answered that it has no such document. Check the number and its kind code, then ask again.",
    ),
    "ops.fault": (
        "欧洲专利局的答复是一条错误信息，不含文献。请按其中的说明处理后重新查询。",
        "The EPO's answer is an error message and holds no document. Do what the message says, then ask again.",
    ),
    "ops.no_result": (
        "欧洲专利局的检索没有结果。请放宽检索式后再查询。",
        "The EPO's search found nothing. Widen the query and ask again.",
    ),
    "ops.no_document": (
        "欧洲专利局的这份答复不含任何文献（例如号码换算结果），没有可导入的内容。",
        "This answer of the EPO holds no document (a conversion of numbers, for one), so there is nothing to enter.",
    ),
    "cnipa.no_number": (
        "申请文件本身不含申请号，所在文件夹或压缩包的名称里也没有。请放入以申请号命名的文件夹后重试。",
        "The filing does not carry its application number, and neither does the folder or archive around it. Put it into a folder named by the application number and retry.",
    ),
    "cnipa.empty_package": (
        "申请文件包里没有可以读取的权利要求书、说明书、摘要或附图。请检查文件包是否完整。",
        "The filing package has no claims, description, abstract or drawings that can be read. See whether the package is complete.",
    ),
    "st66.no_mark": (
        "ST.66 文件里没有任何商标记录。请检查文件是否完整。",
        "The ST.66 file holds no trade mark. See whether the file is complete.",
    ),
    "tsdr.no_document": (
        "美国商标局的这份答复不含任何文件或商标。请核对号码后再查询。",
        "This answer of the USPTO holds no document and no mark. Check the number and ask again.",
    ),
}
"""Reason code to (zh, en): what is wrong and what to do. Codes: ``where.what``, lower case."""

WARNINGS: dict[Flag, tuple[str, str]] = {
    Flag.IMPOSSIBLE_DATE: (
        "这一列的日期不可能存在或无法辨认，未录入；该记录的其余内容照常录入。请核对来源，改正后再导入一次。",
        "The date in this column is impossible or cannot be read, so it is left out; the rest of the record comes in. Compare it with its source, correct it and import it again.",
    ),
    Flag.UNREAD_NUMBER: (
        "这一列的号码不是该局的任何一种号码，按原样录入，不会与其他来源的同一权利对上。请核对来源，改正后再导入一次。",
        "The number in this column is in no form of its office. It comes in as it stands and meets no other source of the same right. Compare it with its source, correct it and import it again.",
    ),
    Flag.WRONG_CHECK_DIGIT: (
        "这一列号码的校验位不对，按原样录入，不会与其他来源的同一权利对上；箭头后是换上相符校验位的号码。请核对来源，改正后再导入一次。",
        "The check digit of the number in this column does not fit. The number comes in as it stands and meets no other source of the same right; after the arrow stands the check digit that fits. Compare it with its source, correct it and import it again.",
    ),
    Flag.REPLACED_CHARACTERS: (
        "有些字节在所称编码中不是文字，已换成替代符号；其余内容照常录入。请检查文件的编码。",
        "Some bytes are no text in the encoding that the file names; marks stand in their place, the rest comes in. Check the encoding of the file.",
    ),
    Flag.TRUNCATED: (
        "来源中的文字不完整，录入的只是其中一部分。需要全文时请取其他来源。",
        "The source cuts its text short; only that part comes in. For the whole text take another source.",
    ),
}
"""What a record that comes in all the same is warned of, and what becomes of it."""

FLAGS: dict[str, tuple[str, str]] = {
    Flag.RECOVERED: ("XML 有误，已尽量读出", "recovered from broken XML"),
    Flag.IMPOSSIBLE_DATE: ("日期不可能", "impossible date"),
    Flag.UNREAD_NUMBER: ("号码无法辨认", "number of no known form"),
    Flag.WRONG_CHECK_DIGIT: ("校验位不符", "wrong check digit"),
    Flag.NO_TITLE: ("没有名称", "no title"),
    Flag.NO_APPLICANT: ("没有申请人", "no applicant"),
    Flag.REPLACED_CHARACTERS: ("有字符被替代", "characters replaced"),
    Flag.TRUNCATED: ("文字不完整", "text cut short"),
}
"""Each flag in a few words."""

_WARNED = "warned."


def warning_code(flag: Flag) -> str:
    """The reason code under which an import lists a record that it warns of."""
    return f"{_WARNED}{flag.value}"


def is_warning(reason: str) -> bool:
    """Whether a reason code is that of a warning: the record came in."""
    return reason.startswith(_WARNED)


REASONS.update({warning_code(flag): words for flag, words in WARNINGS.items()})


def flag_words(name: str) -> tuple[str, str]:
    """A flag in words (zh, en); any other name stands for itself."""
    return FLAGS.get(name, (name, name))


def explain(reason: str) -> tuple[str, str]:
    """The sentences (zh, en) of a reason code; for an unknown code, one that names it."""
    return REASONS.get(reason, (f"无法读取（{reason}）。", f"It could not be read ({reason})."))
