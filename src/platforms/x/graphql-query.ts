/**
 * What the web client of a reader who is not logged in asks for a post. The id of the query and the features that have to be
 * named change with the client; a query that is no longer known is answered with 404 or error 336, which say nothing of a post.
 */
const QUERY_ID = 'f2sagi1jweVHFkTUIHzmMQ';

/** The web client's own, in its public script and the same for everybody: it tells which client asks, not who. */
const CLIENT_TOKEN =
  'AAAAAAAAAAAAAAAAAAAAANRILgAAAAAAnNwIzUejRCOuH5E6I8xnZz4puTs%3D1Zv7ttfk8LF81IUq16cHjhLTvJu4FA33AGWWjCpTnA';

export const activationUrl = 'https://api.x.com/1.1/guest/activate.json';

export const clientHeaders: Readonly<Record<string, string>> = {
  accept: 'application/json',
  'accept-language': 'en',
  authorization: `Bearer ${CLIENT_TOKEN}`,
  'x-twitter-active-user': 'yes',
  'x-twitter-client-language': 'en',
};

/** Each has to be there, on or off. */
const features: Readonly<Record<string, boolean>> = {
  articles_preview_enabled: true,
  c9s_tweet_anatomy_moderator_badge_enabled: true,
  communities_web_enable_tweet_community_results_fetch: true,
  content_disclosure_ai_generated_indicator_enabled: false,
  content_disclosure_indicator_enabled: false,
  creator_subscriptions_quote_tweet_preview_enabled: false,
  creator_subscriptions_tweet_preview_api_enabled: true,
  freedom_of_speech_not_reach_fetch_enabled: true,
  graphql_is_translatable_rweb_tweet_is_translatable_enabled: true,
  longform_notetweets_consumption_enabled: true,
  longform_notetweets_inline_media_enabled: true,
  longform_notetweets_rich_text_read_enabled: true,
  payments_enabled: false,
  post_ctas_fetch_enabled: false,
  premium_content_api_read_enabled: false,
  profile_label_improvements_pcf_label_in_post_enabled: true,
  responsive_web_edit_tweet_api_enabled: true,
  responsive_web_enhance_cards_enabled: false,
  responsive_web_graphql_skip_user_profile_image_extensions_enabled: false,
  responsive_web_graphql_timeline_navigation_enabled: true,
  responsive_web_grok_analysis_button_from_backend: false,
  responsive_web_grok_analyze_button_fetch_trends_enabled: false,
  responsive_web_grok_analyze_post_followups_enabled: false,
  responsive_web_grok_annotations_enabled: false,
  responsive_web_grok_community_note_auto_translation_is_enabled: false,
  responsive_web_grok_image_annotation_enabled: false,
  responsive_web_grok_imagine_annotation_enabled: false,
  responsive_web_grok_share_attachment_enabled: false,
  responsive_web_grok_show_grok_translated_post: false,
  responsive_web_jetfuel_frame: false,
  responsive_web_profile_redirect_enabled: false,
  responsive_web_twitter_article_tweet_consumption_enabled: true,
  rweb_tipjar_consumption_enabled: true,
  standardized_nudges_misinfo: true,
  tweet_awards_web_tipping_enabled: false,
  tweet_with_visibility_results_prefer_gql_limited_actions_policy_enabled: true,
  verified_phone_label_enabled: false,
  view_counts_everywhere_api_enabled: true,
};

export function queryUrl(statusId: string): string {
  const url = new URL(`https://api.x.com/graphql/${QUERY_ID}/TweetResultByRestId`);
  const variables = {
    tweetId: statusId,
    withCommunity: false,
    includePromotedContent: false,
    withVoice: false,
  };
  url.searchParams.set('variables', JSON.stringify(variables));
  url.searchParams.set('features', JSON.stringify(features));
  return url.href;
}
