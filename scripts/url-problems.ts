/** What is wrong with an address that was typed. @param example of one that would do */
export function urlProblems(flag: string, text: string, example: string): string[] {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return [`${flag} "${text}": an address such as ${example} is needed.`];
  }
  if (url.username !== '' || url.password !== '') {
    return [`${flag}: leave user name and password out; every process list shows them.`];
  }
  if (url.search !== '' || url.hash !== '') return [`${flag} "${text}": leave out what follows ? and #.`];
  return [];
}
