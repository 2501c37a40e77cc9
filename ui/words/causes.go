package words

func englishCauses() map[string]string {
	said := map[string]string{"i/o timeout": "it took too long"}
	for line := range chineseCauses() {
		if said[line] == "" {
			said[line] = line
		}
	}
	return said
}

func chineseCauses() map[string]string {
	return map[string]string{
		"the connection was lost":         "连接断开了",
		"no hub answers there":            "那里没有服务端应答，地址对吗",
		"the hub is restarting":           "服务端正在重启",
		"this device has connected again": "这台设备已在别处重新连接",
		"the hub has too many connections, or too many calls, of this user": "你的连接或调用太多",
		"this client was too slow for the hub":                              "这个客户端太慢，跟不上服务端",
		"the hub did not hear from this client in time":                     "服务端没有及时收到这个客户端的消息",
		"the hub has closed the connection":                                 "服务端关闭了连接",
		"the hub has ended this connection":                                 "服务端结束了这个连接",
		"the hub is silent":                                                 "服务端没有回应",
		"the hub cannot be reached":                                         "连不上服务端",
		"the hub does not keep to the protocol":                             "服务端不遵守协议",

		"connection refused":       "连接被拒绝",
		"no such host":             "找不到这台主机",
		"no route to host":         "没有到主机的路由",
		"network is unreachable":   "网络不可达",
		"connection reset by peer": "连接被对方重置",
		"i/o timeout":              "超时",
		"unexpected EOF":           "对方中断了连接",
	}
}
