/** On every page: shows what is for who is signed in. */
import { accessToken, onSession } from './session.ts';

document.documentElement.classList.add('has-script');

function show(isSignedIn: boolean): void {
  for (const element of document.querySelectorAll<HTMLElement>('.if-signed-in')) element.hidden = !isSignedIn;
  for (const element of document.querySelectorAll<HTMLElement>('.if-signed-out')) element.hidden = isSignedIn;
}

onSession((user) => show(user !== undefined));
void accessToken();
