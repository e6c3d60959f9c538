/**
 * Closes Chromium's ways around the proxy. Each binary obeys only one spelling of the WebRTC policy: the full browser the
 * first, the headless shell the second.
 */
export const chromiumNetworkSwitches: readonly string[] = [
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--disable-quic',
  '--dns-prefetch-disable',
  '--disable-background-networking',
  '--disable-domain-reliability',
  '--no-pings',
];
