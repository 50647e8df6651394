/**
 * Names of elements, and words in their class, id and role, that tell something of what stands in them. Words on ten or more
 * of 517 hosts whose blocks are of the article clearly more or clearly less often than others, and some that are known of
 * content management systems; words of looks (`row`, `lg`, `blue`) are left out. What each tells is learned.
 */
const words = (list: string): string[] => list.trim().split(/\s+/u)

export const tagNames = words(`
  nav header footer aside main article section search menu dialog form fieldset p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd
  blockquote pre code q cite table tr td th caption figure figcaption picture details summary address time a button
  label select option textarea legend strong b em i u small sup font center span div
`)

/** By what such elements mostly hold; the groups say nothing to the model. */
const named = {
  places: `
    nav navbar navigation menu submenu breadcrumb breadcrumbs crumbs header masthead head logo brand footer foot
    contentinfo sidebar aside complementary rail widget widgets left right top bottom main primary secondary tertiary
    region column extra banner container wrapper wrap section page site home skip sticky fixed mobile desktop
  `,
  article: `
    content contents article entry post hentry story body text txt paragraph prose rich editor markdown single detail
    details summary intro lead lede excerpt abstract chapeau standfirst deck title headline heading subtitle
    subheading kicker quote pullquote blockquote toc faq recipe ingredients instructions steps transcript footnote
    footnotes references reflist table copy columns dropcap node field view views
  `,
  credits: `
    author authors byline bio avatar profile contributor writer date time timestamp published publish updated
    modified meta info source credit credits caption figure photo image img media gallery slide slider slideshow
    carousel swiper video player
  `,
  others: `
    related recommended recommend recommendations recirc similar suggested more also latest recent popular trending
    most best next prev previous pagination pager posts articles stories news teaser teasers card cards tile promo
    promos feed archive archives blogroll taboola outbrain list items item grid latestnews ticker breaking
  `,
  keywords: `
    tag tags topic topics keyword keywords category categories cat taxonomy
  `,
  sharing: `
    share sharing shares sharedaddy addthis social facebook twitter whatsapp telegram linkedin pinterest follow like
    likes print email mail save bookmark tools toolbar rating vote poll quiz reactions rss subscribe subscription
    newsletter signup optin donate donation support paywall premium app login signin register account user cart shop
    product products price buy offer coupon cta download
  `,
  comments: `
    comment comments commentlist respond reply replies disqus discussion forum guestbook
  `,
  notices: `
    ad ads adv advert advertisement advertising sponsor sponsored sponsors partner partners cookie cookies consent
    gdpr notice alert popup modal overlay lightbox dialog tooltip privacy terms policy legal copyright disclaimer
    disclosure contact about company events jobs weather currency rates results calendar language languages lang
    locale map
  `,
  controls: `
    search searchform form input button buttons btn toggle dropdown accordion tab tabs tabpanel close link links
    label icon icons badge count counter number bar sub description desc name option options filter filters sort
    error message loading
  `,
  unseen: `
    hidden hide invisible none sr only visually screen reader noprint clip offscreen
  `,
}
export const classWords = Object.values(named).flatMap(words)
