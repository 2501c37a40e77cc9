package words

import "strings"

// Reason says why something failed in the words of this language, when it is
// one of the lines that a hub gives with its codes (protocol.md, Codes) or one
// that a client gives often, also behind what was being done. What a client says
// of its connection is known by its first words, and what follows by its last.
// Any other line is returned as it is: it may be a hub's, and is not clean to
// show.
func (w *Words) Reason(line string) string {
	if known := w.Reasons[line]; known != "" {
		return known
	}
	if known := w.Causes[line]; known != "" {
		return known
	}
	if cause, detail, ok := strings.Cut(line, ": "); ok && w.Causes[cause] != "" {
		if i := strings.LastIndex(detail, ": "); i >= 0 && w.Causes[detail[i+2:]] != "" {
			detail = detail[:i+2] + w.Causes[detail[i+2:]]
		}
		return strings.NewReplacer("{0}", w.Causes[cause], "{1}", detail).Replace(w.Joins.Label)
	}
	if i := strings.LastIndex(line, ": "); i >= 0 {
		if known := w.Reasons[line[i+2:]]; known != "" {
			return known
		}
	}
	return line
}

func englishReasons() map[string]string {
	said := map[string]string{"context deadline exceeded": "no answer in time"}
	for line := range chineseReasons() {
		if said[line] == "" {
			said[line] = line
		}
	}
	return said
}

func chineseReasons() map[string]string {
	return map[string]string{
		"malformed call":            "调用格式有误",
		"not authenticated":         "没有通过认证",
		"not allowed for this role": "你的身份无权这样做",
		"no such group":             "没有这个群",
		"exists already":            "已经存在",
		"too large":                 "太大",
		"too fast":                  "太频繁",
		"the hub failed":            "服务端出错",
		"the store is unavailable, nothing was stored; try again later": "存储不可用，什么都没有存下；请稍后再试",
		"not a member of this group":                                    "你不是这个群的成员",
		"too many messages in one call":                                 "一次调用里消息太多",
		"this conversation type has no receipts":                        "这类会话没有回执",
		"only the message's sender may do this":                         "只有消息的发送者可以这样做",
		"this message asks for no receipt":                              "这条消息没有请求回执",
		"no such message":                                               "没有这条消息",
		"the message was recalled":                                      "消息已撤回",
		"the window for asking has closed":                              "请求回执的时限已过",
		"the audience is larger than the hub allows":                    "受众超过了服务端允许的人数",

		"offline":                           "离线",
		"the hub does not accept the token": "服务端不接受这个令牌",
		"context deadline exceeded":         "没有及时得到答复",
	}
}
